/** The suite in the web worker host of VS Code for the web, in Chromium: each of its cases is a test here. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { ensureChromium, flags, softwareGpu } from '../../scripts/chromium.mjs';
import { ensureTestWeb } from '../../scripts/editor.mjs';
import { root } from '../../scripts/run.mjs';
import { freePort } from '../../scripts/serve.mjs';
import { buildSuite, extension } from './prepare.mjs';

/** A busy machine with two cores takes its time; alone it is done in 30 seconds. */
const patience = 240_000;

test('in the web extension host', { timeout: patience + 60_000 }, async (t) => {
  const printed = await runSuite(await buildSuite());
  for (const [, figure] of printed.matchAll(/^MEASURED (.+)$/gm)) t.diagnostic(figure);
  const cases = [...printed.matchAll(/^CASE (.+)$/gm)].map(([, json]) => JSON.parse(json));
  for (const { name, error } of cases) await t.test(name, () => assert.equal(error, undefined));
  assert.ok(printed.includes('SUITE END'), `The suite did not come to its end:\n${printed.slice(-4000)}`);
});

/** Returns what the suite printed. The runner only serves: the browsers that it knows are downloaded ones. */
async function runSuite(extensionTestsPath) {
  const { module, data, version } = await ensureTestWeb();
  const { open } = createRequire(import.meta.url)(module);
  const port = await freePort();
  const server = await open({
    browserType: 'none',
    port,
    quality: 'stable',
    commit: version,
    testRunnerDataDir: data,
    extensionDevelopmentPath: extension,
    extensionTestsPath,
    folderPath: `${root}test/data/sample`,
  });
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: [...flags, ...softwareGpu] });
  try {
    let printed = '';
    const page = await browser.newPage();
    const devtools = await browser.newBrowserCDPSession();
    // The workbench in test mode calls these two.
    const over = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
    await page.exposeFunction('codeAutomationLog', (_type, args) => {
      printed += `${args.join(' ')}\n`;
      // Never answered: the process that should is gone.
      if (args.includes('LOSE DEVICE')) devtools.send('Browser.crashGpuProcess').catch(() => undefined);
    });
    await page.goto(`http://localhost:${port}`, { timeout: patience });
    const tooLong = new Promise((resolve) => setTimeout(resolve, patience).unref());
    await Promise.race([over, tooLong]);
    return printed;
  } finally {
    await browser.close();
    server.dispose();
  }
}
