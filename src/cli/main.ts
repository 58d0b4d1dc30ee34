/** The command line: the same engine without an editor. */
import { messageOf } from '../protocol/failure.ts';

/** Each loads what it needs only when it runs, and gives the exit code. */
const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  complete: async () => (await import(/* webpackMode: "eager" */ './complete.ts')).complete(),
  bench: async (args) => (await import(/* webpackMode: "eager" */ './bench.ts')).bench(args),
  eval: async (args) => (await import(/* webpackMode: "eager" */ './evaluation.ts')).evaluation(args),
  card: async (args) => (await import(/* webpackMode: "eager" */ './card.ts')).printCard(args),
};

async function main([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.error(`usage: npm run -s ${Object.keys(commands).join(' | ')}`);
    return 2;
  }
  return command(args);
}

// Answers alone go to stdout; what libraries log does not.
console.log = console.error;
// Whoever read the answers has gone: nothing is left to do.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  console.error(messageOf(thrown));
  process.exitCode = 1;
}
