/** `npm start`: a real VS Code in the browser, with the extension and its model, on a sample workspace. */
import { ensureModules } from './modules.mjs';
import { root, say } from './run.mjs';
import { serve } from './serve.mjs';
import { packageExtension, useModel } from './vsix.mjs';

await ensureModules();
const vsix = await packageExtension();
say('Starting VS Code ...');
const editor = await serve({
  vsix,
  workspace: `${root}test/data/sample`,
  port: Number(process.env.PORT ?? 8765),
  prepare: useModel,
});
console.log(`Palimpsest is at ${editor.url} (Ctrl+C stops it; the sample files are a copy)`);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void editor.stop());
const code = await editor.ended;
process.exitCode = code === 0 || code === 'SIGTERM' ? 0 : 1;
