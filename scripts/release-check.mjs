/**
 * `npm run release:check`: what has to be true before a version goes out. Each line is a check; the script fails if one
 * does. What only a person can see is listed at the end.
 */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { channel } from './channel.mjs';
import { node, npm, quietly, root } from './run.mjs';
import { packageExtension } from './vsix.mjs';
import { allWords, bundle, languages } from './words.mjs';

const text = (path) => readFile(root + path, 'utf8');
const manifest = JSON.parse(await text('package.json'));
const { version } = manifest;

/** Each returns why it does not hold, or nothing. */
const checks = {
  'nothing is uncommitted': async () => (await quietly('git', ['status', '--porcelain'])).trim(),

  'the version is new': async () => {
    const tags = (await quietly('git', ['tag', '--list', `v${version}`])).trim();
    return tags && `There is a tag ${tags} already.`;
  },

  'the changelog has it': async () =>
    (await text('CHANGELOG.md')).includes(`\n## ${version}\n`)
      ? undefined
      : `CHANGELOG.md has no part "## ${version}".`,

  'README begins with the promise': async () =>
    /^# Palimpsest\n\n.*\bno telemetry\b/i.test(await text('README.md')) ? undefined : 'The first line is another one.',

  'every language says everything': () => {
    const words = allWords();
    const lacking = languages.flatMap((language) =>
      words.filter((word) => !(word in bundle(language))).map((word) => `${language}: ${word}`),
    );
    return lacking.join('\n');
  },

  'the notices name what is packed': async () => {
    const notices = await text('THIRD-PARTY-NOTICES.txt');
    return Object.keys(manifest.dependencies)
      .filter((name) => !notices.toLowerCase().includes(name.replace('onnxruntime-web', 'onnx runtime web')))
      .join('\n');
  },

  'it is packed': async () => void (await packageExtension()),

  'the pictures are younger than the walkthrough': async () => {
    const made = (await stat(`${root}media/walkthrough/complete-dark.png`)).mtimeMs;
    return made >= (await stat(`${root}media/walkthrough/sample.txt`)).mtimeMs ? undefined : 'Run npm run pictures.';
  },

  'vsce and ovsx would publish it': () => npm(['run', '-s', 'publish:dry']).then(() => undefined),

  'types, lint, format': () => npm(['run', '-s', 'check']).then(() => undefined),

  'unit tests': () => quietly(node, ['--test', 'test/unit/**/*.test.ts']).then(() => undefined),
};

const byHand = [
  'npm test is green, on a machine with nothing else to do',
  'npm run test:desktop is green, and the desktop was looked at: ghost text, menu, memory',
  'vscode.dev was looked at, with the packed extension',
  'npm run pictures: the pictures still show what is',
  `the repository ${manifest.repository.url} is public, or README's pictures are not there`,
];

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const reason = await Promise.resolve()
    .then(check)
    .catch((error) => error.message);
  if (reason) failed++;
  console.log(
    `${reason ? 'no ' : 'yes'}  ${name}${reason ? `\n     ${String(reason).replaceAll('\n', '\n     ')}` : ''}`,
  );
}
console.log(`\nBy hand, for ${version} (${channel(version)}):`);
for (const item of byHand) console.log(`  [ ] ${item}`);
if (!existsSync(`${root}.git`)) console.log('This is no clone: tags and changes could not be looked at.');
process.exitCode = failed === 0 ? 0 : 1;
