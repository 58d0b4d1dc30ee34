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

const { parameters, bits, contexts, ...size } = JSON.parse(process.argv[2]);
/** Tokens decoded at each context. */
const decoded = 32;
const context = contexts.at(-1) + (decoded + 1) * contexts.length;
const shape = shapeOf({ ...size, context }, parameters);
const folder = mkdtempSync(path.join(tmpdir(), 'palimpsest-llama-'));
try {
  const modelPath = path.join(folder, 'random.gguf');
  writeLlama(modelPath, shape, bits);
  const start = performance.now();
  const llama = await getLlama({ build: 'never', gpu: false, maxThreads: 1, logLevel: 'error' });
  const model = await llama.loadModel({ modelPath });
  const options = { contextSize: context, batchSize: 512, threads: 1, flashAttention: true };
  const sequence = (await model.createContext(options)).getSequence();
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
  const count = wanted - sequence.nextTokenIndex;
  const read = await timed(() => sequence.evaluateWithoutGeneratingNewTokens(tokens(count)));
  const walls = [];
  const run = await timed(async () => {
    const stream = sequence.evaluate(tokens(1), { temperature: 0 });
    while (walls.length < decoded) {
      const start = performance.now();
      await stream.next();
      walls.push(performance.now() - start);
    }
    await stream.return();
  });
  return {
    context: wanted,
    decode: { wallMs: walls.toSorted((a, b) => a - b)[decoded >> 1], cpuMs: run.cpuMs / walls.length },
    prefill: { wallMs: read.wallMs / count, cpuMs: read.cpuMs / count },
    residentBytes: process.memoryUsage.rss(),
  };
}

function tokens(count) {
  return Array.from({ length: count }, (_, i) => 300 + ((i * 97) % (shape.vocab - 300)));
}

async function timed(work) {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 };
}
