import { join } from 'node:path';
import { Session, type SessionOptions } from '../memory/session.ts';
import type { Engine } from '../engine/load.ts';
import { isFailure, type Failure } from '../protocol/failure.ts';
import { evaluate } from './eval/index.ts';
import { options as optionsOf, USAGE } from './eval/options.ts';
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
  const report = await evaluate(subject, options);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : table(report));
  await backend.dispose();
  return 0;
}
