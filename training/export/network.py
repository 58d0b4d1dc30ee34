"""The model as ONNX: one graph that takes a chunk of tokens in parallel form, then steps that choose the next token.

Inputs   chunk_tokens [C], chunk_length (0: no chunk), chunk_targets [C or 0]; step_tokens [n], step_count;
         one_line; record; weights [L, H, e, d_dot], conv [L, 3, 3 inner]
Outputs  weights_out, conv_out; logits [vocab] after the last token; chosen, chosen_logprob [steps done];
         chunk_nll [C or 0]; with `record`, of the chunk: record_qkv [L, C, 3 inner] (q, k and v after the convolution,
         before the features) and record_beta [L, C, H], else both empty

`If(chunk_length > 0) {chunk}` then `Loop {step}`: so there is one session, and one copy of the weights. Step i feeds
step_tokens[i] while there are any, then its own choices; logits are taken from the last given token on. Names follow
model.py and delta.py.
"""

import numpy as np

from export.graph import BOOL, FLOAT, INT64, Graph
from model import Config

NEVER = -1e9
C = 64


class Network:
    def __init__(self, config: Config, tokens: dict[str, int], control: list[int]):
        """tokens: ids of newline and end; control: ids that are never chosen."""
        self.c, self.tokens, self.control = config, tokens, control

    # --- shared parts ---------------------------------------------------------------------------------------------

    def norm(self, g: Graph, x: str, scale: str) -> str:
        return g.op("SimplifiedLayerNormalization", x, scale, axis=-1, epsilon=1e-6)

    def add_norm(self, g: Graph, x: str, y: str, scale: str) -> tuple[str, str]:
        """x + y, and its norm."""
        out = g.op("SkipSimplifiedLayerNormalization", x, y, scale, outputs=4, epsilon=1e-6)
        return out[3], out[0]

    def features(self, g: Graph, x: str) -> str:
        """DPFP (eq. 37), sum-normalised (eq. 29), over the last axis: [.., d] -> [.., d_dot]."""
        c = self.c
        positive = g.op("Relu", x)
        negative = g.op("Sub", positive, x)  # relu(-x)
        r = g.op("Concat", positive, negative, axis=-1)
        phi = []
        for turn in range(1, c.nu + 1):
            first, rest = g.split(positive, [turn, c.head_dim - turn], axis=-1)
            phi.append(g.op("Mul", r, g.op("Concat", rest, negative, first, axis=-1)))
        phi = phi[0] if len(phi) == 1 else g.op("Concat", *phi, axis=-1)
        total = g.op("ReduceSum", phi, g.ints(-1), keepdims=1)
        return g.op("Div", phi, g.op("Add", total, g.float(1e-6)))

    def projections(self, g: Graph, h: str, i: int) -> tuple[str, str, str]:
        """[T, dim] -> q, k, v before the convolution [T, 3 inner], gate [T, inner], beta [T, H]."""
        c = self.c
        sizes = [3 * c.inner, c.inner, c.heads]
        x, gate, beta = g.split(g.op("MatMul", h, f"blocks.{i}.in"), sizes, axis=-1)
        beta = g.op("Sigmoid", g.op("Add", beta, f"blocks.{i}.beta_bias"))
        return x, gate, g.op("Mul", beta, g.float(c.beta_max))

    def output(self, g: Graph, x: str, y: str, gate: str, i: int) -> tuple[str, str]:
        """From one layer's reads y [T, inner] to the next layer's x and its norm."""
        c = self.c
        y = g.op("MatMul", g.op("Mul", y, g.op("QuickGelu", gate, alpha=1.0)), f"blocks.{i}.out")
        x, h = self.add_norm(g, x, y, f"blocks.{i}.ffn_norm")
        a, b = g.split(g.op("MatMul", h, f"blocks.{i}.up"), [c.ffn, c.ffn], axis=-1)
        y = g.op("MatMul", g.op("Mul", g.op("QuickGelu", a, alpha=1.0), b), f"blocks.{i}.down")
        return self.add_norm(g, x, y, f"blocks.{i + 1}.memory_norm" if i + 1 < c.layers else "norm")

    def states(self, g: Graph, weights: str, conv: str) -> list[tuple[str, str]]:
        """The carried state by layer: W [H, e, d_dot] and past [3, 3 inner]."""
        c = self.c
        W, past = (g.split(x, [1] * c.layers, axis=0) for x in (weights, conv))
        return [
            (g.reshape(w, c.heads, c.head_dim, c.d_dot), g.reshape(p, 3, 3 * c.inner))
            for w, p in zip(W, past, strict=True)
        ]

    def carried(self, g: Graph, layers: list[tuple[str, str]]) -> tuple[str, str]:
        one = g.ints(0)
        kinds = zip(*layers, strict=True)
        return tuple(g.op("Concat", *(g.op("Unsqueeze", x, one) for x in kind), axis=0) for kind in kinds)

    # --- the step -------------------------------------------------------------------------------------------------

    def step_layer(self, g: Graph, h: str, W: str, past: str, i: int) -> tuple[str, str, str, str]:
        c, (H, d) = self.c, (self.c.heads, self.c.head_dim)
        x, gate, beta = self.projections(g, h, i)
        window = g.op("Concat", past, x, axis=1)  # [1, 4, 3 inner]
        qkv = g.op("ReduceSum", g.op("Mul", window, f"blocks.{i}.conv"), g.ints(1), keepdims=0)
        qk, v = g.split(g.reshape(qkv, 3, H, 1, d), [2, 1], axis=0)
        q, k = g.split(self.features(g, qk), [1, 1], axis=0)  # rows [1, H, 1, d_dot]
        vbar = g.op("FusedMatMul", k, W, transB=1)
        write = g.op("Mul", g.op("Sub", v, vbar), g.reshape(beta, 1, H, 1, 1))
        W = g.op("Add", W, g.op("FusedMatMul", write, k, transA=1))
        y = self.norm(g, g.op("FusedMatMul", q, W, transB=1), "ones")
        return g.reshape(y, 1, 1, c.inner), gate, W, g.slice(window, 1, 4, 1)

    def choose(self, g: Graph, logits: str) -> tuple[str, str]:
        """Greedy choice and its log probability; in one-line mode newline and end are one stop, reported as end."""
        c, newline, end = self.c, self.tokens["newline"], self.tokens["end"]
        mask = np.zeros(c.vocab, np.float32)
        mask[self.control] = NEVER
        ends = g.op("Gather", logits, g.ints(newline, end))
        either = g.op("ReduceLogSumExp", ends, keepdims=1)
        masked = g.op("Add", logits, g.constant(mask, np.float32))
        merged = g.op("ScatterElements", masked, g.ints(newline, end),
                      g.op("Concat", g.constant([NEVER], np.float32), either, axis=0), axis=0)
        scores = g.op("Where", "one_line", merged, masked)
        best = g.op("ArgMax", scores, axis=0, keepdims=0)
        logprob = g.op("Sub", g.op("Gather", scores, best), g.op("ReduceLogSumExp", logits, keepdims=0))
        return best, logprob

    def step(self, parent: Graph) -> Graph:
        """Loop body: (i, cond, W, conv, logits, previous choice) -> (cond, the same, chosen, logprob)."""
        c, g = self.c, Graph("step", parent)
        given = g.op("Shape", "step_tokens")
        last = g.op("Squeeze", g.op("Sub", given, g.ints(1)))
        token = g.op("Where", g.op("LessOrEqual", "i", last),
                     g.op("Gather", "step_tokens", g.op("Min", "i", last)), "previous")
        x = g.reshape(g.op("Gather", "embedding", g.reshape(token, 1), axis=1), 1, 1, c.dim)
        h, layers = self.norm(g, x, "blocks.0.memory_norm"), []
        for i in range(c.layers):
            W, past = f"step_weights.{i}", f"step_conv.{i}"
            y, gate, W, past = self.step_layer(g, h, W, past, i)
            x, h = self.output(g, x, y, gate, i)
            layers.append((W, past))
        wanted = g.op("GreaterOrEqual", "i", last)
        take, skip = Graph("choose", g), Graph("skip", g)
        logits = take.reshape(take.op("MatMul", h, "embedding"), c.vocab)
        best, logprob = self.choose(take, logits)
        skipped = [skip.op("Identity", x) for x in ("step_logits", "previous", skip.float(0))]
        types = [(FLOAT, [c.vocab]), (INT64, []), (FLOAT, [])]
        logits, best, logprob = g.branch(
            wanted,
            take, [(n, *t) for n, t in zip((logits, best, logprob), types, strict=True)],
            skip, [(n, *t) for n, t in zip(skipped, types, strict=True)],
        )
        stop = g.op("And", wanted, g.op("Equal", best, g.int(self.tokens["end"])))
        chosen, chance = g.op("Identity", best), g.op("Identity", logprob)
        states = [x for xs in zip(*layers, strict=True) for x in xs]
        self.step_outputs = [g.op("Not", stop), *states, logits, best, chosen, chance]
        return g

    # --- the chunk ------------------------------------------------------------------------------------------------

    def unit_lower_inverse(self, g: Graph, A: str) -> str:
        """(I + A)^-1 for strictly lower triangular A [H, C, C]: doubling on blocks of 16, then merged (delta.py)."""
        H, size = self.c.heads, 16

        def block(row: int, column: int, s: int) -> str:
            return g.slice(g.slice(A, row * s, (row + 1) * s, 1), column * s, (column + 1) * s, 2)

        diagonal = g.op("Concat", *(block(j, j, size) for j in range(C // size)), axis=0)
        power, inverse = diagonal, g.op("Sub", g.constant(np.eye(size)[None], np.float32), diagonal)
        for _ in range(3):
            power = g.op("MatMul", power, power)
            inverse = g.op("Add", inverse, g.op("MatMul", inverse, power))
        blocks = g.split(inverse, [H] * (C // size), axis=0)
        while len(blocks) > 1:
            merged = []
            for j in range(0, len(blocks), 2):
                P, Q = blocks[j], blocks[j + 1]
                corner = g.op("Neg", g.op("MatMul", g.op("MatMul", Q, block(j + 1, j, size)), P))
                zeros = g.constant(np.zeros((H, size, size)), np.float32)
                top = g.op("Concat", P, zeros, axis=2)
                merged.append(g.op("Concat", top, g.op("Concat", corner, Q, axis=2), axis=1))
            blocks, size = merged, 2 * size
        return blocks[0]

    def chunk_layer(self, g: Graph, h: str, W: str, past: str, real: str, i: int):
        """real [C, 1]: 1 for tokens of the chunk, 0 for its padding, which writes nothing. Returns y [C, inner], gate,
        W, past, and what the memory was given: q, k, v [C, 3 inner] and beta [C, H]."""
        c, (H, d) = self.c, (self.c.heads, self.c.head_dim)
        x, gate, beta = self.projections(g, h, i)
        window = g.op("Concat", past, x, axis=0)  # [3 + C, 3 inner]
        taps = g.split(f"blocks.{i}.conv", [1] * c.conv, axis=0)
        qkv = None
        for t, tap in enumerate(taps):
            term = g.op("Mul", g.slice(window, t, t + C, 0), tap)
            qkv = term if qkv is None else g.op("Add", qkv, term)
        start = g.op("Unsqueeze", "chunk_length", g.ints(0))
        past = g.op("Slice", window, start, g.op("Add", start, g.ints(c.conv - 1)), g.ints(0))
        record = (qkv, beta := g.op("Mul", beta, real))
        qkv = g.op("Transpose", g.reshape(qkv, C, 3, H, d), perm=[1, 2, 0, 3])  # [3, H, C, d]
        qk, v = g.split(qkv, [2, 1], axis=0)
        q, k = (g.reshape(x, H, C, c.d_dot) for x in g.split(self.features(g, qk), [1, 1], axis=0))
        v = g.reshape(v, H, C, d)
        beta = g.reshape(g.op("Transpose", beta, perm=[1, 0]), H, C, 1)
        k_beta, k_columns = g.op("Mul", k, beta), g.op("Transpose", k, perm=[0, 2, 1])
        A = g.op("Trilu", g.op("MatMul", k_beta, k_columns), g.int(-1), upper=0)
        inverse = self.unit_lower_inverse(g, A)
        U, Y = g.op("MatMul", inverse, g.op("Mul", v, beta)), g.op("MatMul", inverse, k_beta)
        S = g.op("Transpose", W, perm=[0, 2, 1])
        D = g.op("Sub", U, g.op("MatMul", Y, S))
        P = g.op("Trilu", g.op("MatMul", q, k_columns), g.int(0), upper=0)
        O = g.op("Add", g.op("MatMul", q, S), g.op("MatMul", P, D))
        W = g.op("Add", W, g.op("MatMul", g.op("Transpose", D, perm=[0, 2, 1]), k))
        y = g.op("Transpose", self.norm(g, O, "ones"), perm=[1, 0, 2])
        return g.reshape(y, C, c.inner), gate, W, past, record

    def chunk(self, parent: Graph) -> tuple[Graph, list[str]]:
        c, g = self.c, Graph("chunk", parent)
        x = g.op("Transpose", g.op("Gather", "embedding", "chunk_tokens", axis=1), perm=[1, 0])
        places = g.constant(np.arange(C)[:, None], np.int64)
        real = g.op("Cast", g.op("Less", places, "chunk_length"), to=FLOAT)
        h, layers, records = self.norm(g, x, "blocks.0.memory_norm"), [], []
        for i, (W, past) in enumerate(self.states(g, "weights", "conv")):
            y, gate, W, past, record = self.chunk_layer(g, h, W, past, real, i)
            x, h = self.output(g, x, y, gate, i)
            layers.append((W, past))
            records.append(record)
        last = g.op("Unsqueeze", g.op("Sub", "chunk_length", g.int(1)), g.ints(0))
        logits = g.reshape(g.op("MatMul", g.op("Gather", h, last, axis=0), "embedding"), c.vocab)
        scored, unscored = Graph("scored", g), Graph("unscored", g)
        rows = scored.op("MatMul", h, "embedding")
        target = scored.op("GatherElements", rows, scored.reshape("chunk_targets", C, 1), axis=1)
        nll = scored.op("Sub", scored.op("ReduceLogSumExp", rows, scored.ints(1), keepdims=1), target)
        nll = scored.reshape(nll, C)
        none = unscored.op("Identity", unscored.constant(np.zeros(0), np.float32))
        wanted = g.op("Greater", g.op("Size", "chunk_targets"), g.int(0))
        nll = g.branch(wanted, scored, [(nll, FLOAT, [None])], unscored, [(none, FLOAT, [None])])
        return g, [*self.carried(g, layers), logits, nll, *self.recorded(g, records)]

    def recorded(self, g: Graph, records: list[tuple[str, str]]) -> list[str]:
        """What the layers' memories were given, where it is wanted; else nothing is copied."""
        wanted, unwanted = Graph("recorded", g), Graph("unrecorded", g)
        empty = unwanted.constant(np.zeros((0, 0, 0)), np.float32)
        shape = (FLOAT, [None, None, None])
        return g.branch(
            "record",
            wanted, [(n, *shape) for n in self.carried(wanted, records)],
            unwanted, [(unwanted.op("Identity", empty), *shape) for _ in range(2)],
        )

    # --- the whole ------------------------------------------------------------------------------------------------

    def build(self) -> tuple[Graph, list, list]:
        c, g = self.c, Graph("palimpsest")
        W, past = [c.layers, c.heads, c.head_dim, c.d_dot], [c.layers, 3, 3 * c.inner]
        types = [(FLOAT, W), (FLOAT, past), (FLOAT, [c.vocab]), (FLOAT, [None]), *[(FLOAT, [None, None, None])] * 2]
        then, done = self.chunk(g)
        other = Graph("none", g)
        same = [other.op("Identity", x) for x in ("weights", "conv")]
        same += [other.op("Identity", other.constant(np.zeros(n), np.float32)) for n in (c.vocab, 0, *[(0, 0, 0)] * 2)]
        weights, conv, logits, nll, record_qkv, record_beta = g.branch(
            g.op("Greater", "chunk_length", g.int(0)),
            then, [(n, *t) for n, t in zip(done, types, strict=True)],
            other, [(n, *t) for n, t in zip(same, types, strict=True)],
        )
        body = self.step(g)
        L = c.layers
        state_types = [(FLOAT, [1, *W[1:]])] * L + [(FLOAT, [1, *past[1:]])] * L
        names = [f"step_weights.{i}" for i in range(L)] + [f"step_conv.{i}" for i in range(L)]
        body_in = [("i", INT64, []), ("going", BOOL, []), *((n, *t) for n, t in zip(names, state_types)),
                   ("step_logits", *types[2]), ("previous", INT64, [])]
        out_types = [(BOOL, []), *state_types, types[2], (INT64, []), (INT64, []), (FLOAT, [])]
        body_out = [(n, *t) for n, t in zip(self.step_outputs, out_types, strict=True)]
        states = g.split(weights, [1] * L, axis=0) + g.split(conv, [1] * L, axis=0)
        *states, logits, _, chosen, logprob = g.op(
            "Loop", "step_count", g.constant(True, np.bool_), *states, logits, g.int(0),
            outputs=2 * L + 4, body=body.proto(body_in, body_out),
        )
        weights, conv = g.op("Concat", *states[:L], axis=0), g.op("Concat", *states[L:], axis=0)
        inputs = [("chunk_tokens", INT64, [C]), ("chunk_length", INT64, []), ("chunk_targets", INT64, [None]),
                  ("step_tokens", INT64, [None]), ("step_count", INT64, []), ("one_line", BOOL, []),
                  ("record", BOOL, []), ("weights", *types[0]), ("conv", *types[1])]
        named = {"weights_out": (weights, *types[0]), "conv_out": (conv, *types[1]), "logits": (logits, *types[2]),
                 "chosen": (chosen, INT64, [None]), "chosen_logprob": (logprob, FLOAT, [None]),
                 "chunk_nll": (nll, FLOAT, [None]), "record_qkv": (record_qkv, *types[4]),
                 "record_beta": (record_beta, *types[4])}
        outputs = []
        for name, (value, kind, shape) in named.items():
            node = g.op("Identity", value)
            g.nodes[-1].output[0] = name
            outputs.append((name, kind, shape))
        return g, inputs, outputs
