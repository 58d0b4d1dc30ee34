/**
 * A GPT with key-value cache in ONNX Runtime Web with random weights at growing contexts, on one thread: one JSON object on
 * stdout, as of llama.mjs, which takes the same but for `bits`.
 */
import { performance } from 'node:perf_hooks';
import { Gpt } from './gpt-session.mjs';
import { parametersOf, shapeOf } from './gguf.mjs';
import { decoded, Meter, tokens } from './measure.mjs';

const { parameters, contexts, ...size } = JSON.parse(process.argv[2]);
/** Tokens read in one call: with more, what one attends to another grows; with fewer, the cache is copied more often. */
const chunk = 128;
/** Calls that nobody counts: the engine compiles what has run often a second time. */
const warmUps = 8;

const shape = shapeOf({ ...size, context: contexts.at(-1) + decoded * contexts.length }, parameters);
const start = performance.now();
const gpt = await Gpt.create(shape);
for (let i = 0; i < warmUps; i++) {
  await gpt.feed(tokens(chunk, shape.vocab));
  for (let token = 0; token < warmUps; token++) await gpt.feed([300 + token]);
  gpt.forget();
}
const loadMs = performance.now() - start;
const figures = [];
for (const context of contexts) figures.push(await at(context));
const engine = 'GPT with cache, ONNX Runtime Web';
process.stdout.write(
  `${JSON.stringify({ engine, parameters: parametersOf(shape), threads: 1, loadMs, contexts: figures })}\n`,
);

/** Reads on to a context, then decodes there. */
async function at(context) {
  const [reading, decoding] = [new Meter(), new Meter()];
  for (const all = tokens(context - gpt.read, shape.vocab); all.length > 0;) {
    const next = all.splice(0, chunk);
    await reading.measure(next.length, () => gpt.feed(next));
  }
  let token = 7;
  for (let n = 0; n < decoded; n++) {
    await decoding.measure(1, async () => {
      const logits = await gpt.feed([token]);
      token = logits.indexOf(Math.max(...logits));
    });
  }
  return { context, decode: decoding.cost, prefill: reading.cost, residentBytes: process.memoryUsage.rss() };
}
