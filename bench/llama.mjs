/**
 * llama.cpp with random weights at growing contexts, on one thread: one JSON object on stdout, of the form of an
 * `EngineReport` (src/cli/bench/contexts.ts).
 *
 *   node llama.mjs '{"parameters": 4466688, "bits": 8, "contexts": [64], "vocab": 8192, "dim": 192, "layers": 6, "heads": 6}'
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { getLlama } from 'node-llama-cpp';
import { parametersOf, shapeOf, writeLlama } from './gguf.mjs';
import { decoded, Meter, tokens } from './measure.mjs';

const { parameters, bits, contexts, ...size } = JSON.parse(process.argv[2]);
/** Tokens read in one call. */
const chunk = 512;
const context = contexts.at(-1) + (decoded + 1) * contexts.length;
const shape = shapeOf({ ...size, context }, parameters);
const folder = mkdtempSync(path.join(tmpdir(), 'palimpsest-llama-'));
try {
  const modelPath = path.join(folder, 'random.gguf');
  writeLlama(modelPath, shape, bits);
  const start = performance.now();
  const llama = await getLlama({ build: 'never', gpu: false, maxThreads: 1, logLevel: 'error' });
  const model = await llama.loadModel({ modelPath });
  const options = { contextSize: context, batchSize: chunk, threads: 1, flashAttention: true };
  const sequence = (await model.createContext(options)).getSequence();
  await sequence.evaluateWithoutGeneratingNewTokens(tokens(64, shape.vocab));
  await sequence.clearHistory();
  const loadMs = performance.now() - start;
  const figures = [];
  for (const wanted of contexts) figures.push(await at(sequence, wanted));
  const report = {
    engine: `llama.cpp ${bits} bits`,
    parameters: parametersOf(shape),
    threads: 1,
    loadMs,
    contexts: figures,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Reads on to a context, then decodes there. */
async function at(sequence, wanted) {
  // It computes on threads of its own.
  const [reading, decoding] = [new Meter(process.cpuUsage), new Meter(process.cpuUsage)];
  for (const all = tokens(wanted - sequence.nextTokenIndex, shape.vocab); all.length > 0;) {
    const next = all.splice(0, chunk);
    await reading.measure(next.length, () => sequence.evaluateWithoutGeneratingNewTokens(next));
  }
  const stream = sequence.evaluate([300], { temperature: 0 });
  for (let n = 0; n < decoded; n++) await decoding.measure(1, () => stream.next());
  await stream.return();
  return {
    context: wanted,
    decode: decoding.cost,
    prefill: reading.cost,
    residentBytes: process.memoryUsage.rss(),
  };
}
