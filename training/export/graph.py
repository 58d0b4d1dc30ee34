"""A few lines that make writing an ONNX graph by hand read like the arithmetic."""

import numpy as np
import onnx
from onnx import TensorProto, helper

MICROSOFT = {"SkipSimplifiedLayerNormalization", "QuickGelu", "FusedMatMul"}


class Graph:
    """Nodes of one graph or subgraph. Values are names; a subgraph sees its parents' names."""

    def __init__(self, name: str, parent: "Graph | None" = None):
        self.name, self.parent = name, parent
        self.nodes: list[onnx.NodeProto] = []
        self.root = parent.root if parent else self
        if parent is None:
            self.counter, self.constants = 0, {}

    def fresh(self, hint: str) -> str:
        self.root.counter += 1
        return f"{hint}_{self.root.counter}"

    def op(self, kind: str, *inputs: str, outputs: int = 1, **attributes):
        """Adds a node; its output name, or a list of them."""
        names = [self.fresh(kind.lower()) for _ in range(outputs)]
        domain = "com.microsoft" if kind in MICROSOFT else ""
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, value, dtype) -> str:
        """A small constant, shared by all subgraphs."""
        array = np.asarray(value, dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        constants = self.root.constants
        if key not in constants:
            constants[key] = onnx.numpy_helper.from_array(array, self.fresh("const"))
        return constants[key].name

    def ints(self, *values: int) -> str:
        return self.constant(values, np.int64)

    def int(self, value: int) -> str:
        return self.constant(value, np.int64)

    def float(self, value: float) -> str:
        return self.constant(value, np.float32)

    def slice(self, x: str, start: int, stop: int, axis: int) -> str:
        return self.op("Slice", x, self.ints(start), self.ints(stop), self.ints(axis))

    def reshape(self, x: str, *shape: int) -> str:
        return self.op("Reshape", x, self.ints(*shape))

    def split(self, x: str, sizes: list[int], axis: int) -> list[str]:
        if len(sizes) == 1:
            return [x]
        return self.op("Split", x, self.ints(*sizes), outputs=len(sizes), axis=axis)

    def branch(self, condition: str, then: "Graph", then_outputs, other: "Graph", other_outputs):
        """If: subgraphs with their outputs as (name, type, shape)."""
        return self.op(
            "If", condition, outputs=len(then_outputs),
            then_branch=then.proto([], then_outputs), else_branch=other.proto([], other_outputs),
        )

    def proto(self, inputs, outputs, initializers=()) -> onnx.GraphProto:
        infos = [[helper.make_tensor_value_info(*value) for value in values] for values in (inputs, outputs)]
        return helper.make_graph(self.nodes, self.name, *infos, initializer=list(initializers))


FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL
