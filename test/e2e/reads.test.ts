/** The panel's account of who wrote what, in a real editor: from a typed word to the line that its tokens came from. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { packageExtension, useModel } from '../../scripts/vsix.mjs';
import { violations } from './axe.ts';
import { Editor } from './editor.ts';

const definition = 'const zebraQuota = 4711;';
const between = Array.from({ length: 6 }, (_, i) => `export const limit${i} = ${i + 2} * scale;`);
/** As a person would never call a file, and a stranger might. */
const hostile = '"><img src=x onerror=document.body.dataset.owned=1>.ts';
const markup = '</code><script>document.body.dataset.owned = "1"</script><b onclick=alert(1)>bold</b>';

let editor: Editor;

before(async () => {
  const files = {
    'zebra.ts': `${[definition, ...between].join('\n')}\n\n`,
    [hostile]: `// ${markup}\nconst owned = \`${markup}\`;\n\n`,
  };
  editor = await Editor.start({ vsix: await packageExtension(), files, prepare: useModel });
});
after(() => editor.stop());

test('a click on a token that was read goes to the line it stands on', async () => {
  await editor.open('zebra.ts');
  await editor.waitForStatus(/ready/);
  await editor.command('Palimpsest: Show Memory');
  await editor.goTo(between.length + 2, 1);
  await editor.type('zebraQ');
  await editor.ask();
  await editor.view('reads');
  const panel = editor.panelBody();
  await panel.locator('.reads[data-target]').waitFor({ timeout: 120_000 });
  await editor.picture('reads');
  const row = panel.locator('.tokens.text').filter({ hasText: definition });
  await row.locator('.token').filter({ hasText: 'bra' }).first().click();
  await editor.page.getByText(/Ln 1, Col/).waitFor({ timeout: 60_000 });
  await editor.picture('reads-opened');
  assert.deepEqual(await violations(editor.page), []);
});
