/** `npm run -s complete`: questions in, answers out, a JSON object a line. */
import type { Writable } from 'node:stream';
import { Session } from '../memory/session.ts';
import { isFailure, messageOf } from '../protocol/failure.ts';
import { answer, type Answer } from './answer.ts';
import { linesOf } from './lines.ts';
import { load, parts } from './load.ts';
import { questionOf, type Id, type Question } from './question.ts';

/** What answers one question; a throw is an error of that question alone. */
export type Answerer = (
  request: Extract<Question, { request: unknown }>['request'],
) => Promise<Answer | { error: string }>;

export type Reply = { readonly id: Id } & (Answer | { readonly error: string });

/** One line out for each line in, in order; ends with its input. */
export async function serve(input: AsyncIterable<Uint8Array>, output: Writable, answerer: Answerer): Promise<void> {
  for await (const line of linesOf(input)) {
    const reply = await replyTo(line, answerer);
    if (!output.write(`${JSON.stringify(reply)}\n`)) await new Promise((resolve) => output.once('drain', resolve));
  }
}

async function replyTo(line: string, answerer: Answerer): Promise<Reply> {
  const question = questionOf(line);
  if ('error' in question) return question;
  const { id, request } = question;
  try {
    return { id, ...(await answerer(request)) };
  } catch (thrown) {
    return { id, error: `the model failed: ${messageOf(thrown)}` };
  }
}

/** @returns the exit code */
export async function complete(): Promise<number> {
  const engine = await load();
  if (isFailure(engine)) {
    console.error(engine.error);
    return 1;
  }
  const { backend, tokenizer, model } = engine;
  const session = new Session(backend, tokenizer, parts(model));
  await serve(process.stdin, process.stdout, (request) => answer(session, model.confidence, request));
  await backend.dispose();
  return 0;
}
