import { join } from 'node:path';
import { Session, type SessionOptions } from '../memory/session.ts';
import type { Engine } from '../engine/load.ts';
import { isFailure, type Failure } from '../protocol/failure.ts';
import { evaluate } from './eval/index.ts';
import { options as optionsOf, USAGE } from './eval/options.ts';
import { halves, inOwnProcess, together } from './eval/side-by-side.ts';
import { table } from './eval/table.ts';
import { copies, load, modelFolder, parts } from './load.ts';

/**
 * `npm run -s eval`.
 *
 * @returns the exit code
 */
export async function evaluation(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if ('error' in options) {
    console.error(`${options.error}\n\n${USAGE}`);
    return 2;
  }
  const engine = await load();
  if (isFailure(engine)) {
    console.error(engine.error);
    return 1;
  }
  const { backend, tokenizer } = engine;
  const { id, name, confidence } = engine.model;
  const shipped = parts(engine.model);
  const open = (changed: SessionOptions = {}): Session => new Session(backend, tokenizer, { ...shipped, ...changed });
  const start = (backend: 'kernel' | 'ort'): Promise<Engine | Failure> => load(undefined, undefined, backend);
  const subject = {
    model: { id, name, file: join(modelFolder(), 'model.json') },
    copies,
    backend,
    tokenizer,
    session: open(),
    open,
    start,
    confidence,
  };
  const begin = performance.now();
  // Named sections run here, one after the other.
  const [here, there] = args.some((argument) => /^--(only|calibrate|set)\b/.test(argument))
    ? [options.sections, []]
    : halves(options.sections);
  const program = process.argv.slice(0, 3);
  const [own, other] = await Promise.all([
    evaluate(subject, { ...options, sections: here }),
    there.length > 0 ? inOwnProcess(program, args, there, backend.name) : undefined,
  ]);
  const seconds = (performance.now() - begin) / 1000;
  const report = other === undefined ? own : together(own, other, there, seconds);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : table(report));
  await backend.dispose();
  return 0;
}
