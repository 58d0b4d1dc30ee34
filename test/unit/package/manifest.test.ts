import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { root } from '../../../scripts/run.mjs';

interface Manifest {
  readonly [key: string]: unknown;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
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
