import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { root } from '../../../scripts/run.mjs';

interface Manifest {
  readonly [key: string]: unknown;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
}

interface Market {
  readonly publisher: string;
  readonly repository: { readonly url: string };
  readonly bugs: { readonly url: string };
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly galleryBanner: { readonly color: string };
  readonly pricing: string;
}

interface Setting {
  readonly scope: string;
}

interface Step {
  readonly id: string;
  readonly media: { readonly image: Readonly<Record<string, string>> };
}

const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as Manifest;

test('runs in the web worker host of every VS Code', () => {
  assert.equal(manifest['browser'], './dist/extension.js');
  // With either of these a desktop would look for its Node host, and never call activate; no browser would tell.
  assert.equal(manifest['main'], undefined);
  assert.equal(manifest['extensionKind'], undefined);
  // The web worker host refuses extensions that are ES modules.
  assert.equal(manifest['type'], undefined);
});

test('asks for the VS Code whose API it is checked against', () => {
  assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode']!}`);
});

test('costs nothing before a file of its languages is open', () => {
  assert.ok(manifest.activationEvents.every((event) => event.startsWith('onLanguage:')));
});

test('runs where nothing is trusted, and where there is no disk', () => {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest['capabilities'] as Record<
    string,
    { supported?: boolean }
  >;
  assert.deepEqual([untrustedWorkspaces?.supported, virtualWorkspaces], [true, true]);
});

test('has what the marketplaces show', () => {
  const { publisher, repository, bugs, categories, keywords, galleryBanner, pricing } = manifest as unknown as Market;
  assert.match(publisher, /^[a-z][a-z0-9-]+$/);
  assert.match(repository.url, /^https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
  assert.ok(bugs.url.startsWith('https://'));
  assert.ok(categories.includes('AI'));
  assert.ok(keywords.length >= 5 && keywords.length <= 30);
  assert.match(galleryBanner.color, /^#[0-9a-f]{6}$/);
  assert.equal(pricing, 'Free');
  const { width, height } = PNG.sync.read(readFileSync(root + String(manifest['icon'])));
  assert.deepEqual([width, height], [256, 256]);
});

test('has at most twelve settings, and a model of one’s own is nobody else’s to choose', () => {
  const { configuration } = manifest['contributes'] as { configuration: { properties: Record<string, Setting> } };
  assert.ok(Object.keys(configuration.properties).length <= 12);
  assert.equal(configuration.properties['palimpsest.model']?.scope, 'application');
});

test('has a walkthrough of four steps, whose pictures are there in both kinds of theme', () => {
  const { walkthroughs } = manifest['contributes'] as { walkthroughs: { steps: Step[] }[] };
  const { steps } = walkthroughs[0]!;
  assert.deepEqual(
    steps.map(({ id }) => id),
    ['complete', 'keys', 'private', 'memory'],
  );
  for (const { media } of steps) {
    assert.deepEqual(Object.keys(media.image), ['dark', 'light', 'hc', 'hcLight']);
    for (const path of Object.values(media.image)) assert.ok(existsSync(root + path), path);
  }
});

test('README says at once that there is no telemetry, and its moving picture is light', () => {
  const readme = readFileSync(`${root}README.md`, 'utf8');
  assert.match(readme.split('\n')[2]!, /no telemetry/i);
  for (const [, path] of readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) assert.ok(existsSync(root + path!), path);
  assert.ok(statSync(`${root}media/typing.png`).size < 1_000_000);
});

test('binds no key', () => {
  assert.equal((manifest['contributes'] as Record<string, unknown>)['keybindings'], undefined);
});

test('pins every dependency', () => {
  const { dependencies, devDependencies } = manifest as unknown as Record<string, Record<string, string>>;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    assert.match(version, /^\d/, name);
  }
});

test('names no registry in a lock file', () => {
  for (const folder of ['', 'scripts/editor/code-server/', 'scripts/editor/test-web/']) {
    assert.ok(!readFileSync(`${root}${folder}package-lock.json`, 'utf8').includes('"resolved"'), folder);
  }
});
