import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IgnoreRules } from '../../../src/exclusion/ignore-rules.ts';

/** The rules of ignore files, each by its folder. */
function rules(files: Readonly<Record<string, string>>): IgnoreRules {
  return Object.entries(files).reduce((all, [folder, text]) => all.with(folder, text), IgnoreRules.none);
}

function excludes(all: IgnoreRules, ...paths: string[]): void {
  for (const path of paths) assert.equal(all.excludes(path), true, path);
}

function leaves(all: IgnoreRules, ...paths: string[]): void {
  for (const path of paths) assert.equal(all.excludes(path), false, path);
}

describe('ignore rules', () => {
  it('exclude nothing where there are none', () => {
    leaves(rules({ '': '# a comment\n\n' }), 'a.ts', 'b/c.ts');
  });

  it('speak the language of git', () => {
    const all = rules({ '': 'dist/\n*.min.js\r\n/only-here.ts\n!keep.min.js\n' });
    excludes(all, 'dist/a.js', 'packages/x/dist/a.js', 'a.min.js', 'only-here.ts');
    leaves(all, 'dist.ts', 'keep.min.js', 'src/only-here.ts');
  });

  it('of a folder hold in that folder', () => {
    const all = rules({ 'packages/a': 'generated\n/top.ts\nsub/x.ts' });
    excludes(all, 'packages/a/generated/b.ts', 'packages/a/deep/generated', 'packages/a/top.ts', 'packages/a/sub/x.ts');
    leaves(all, 'generated/b.ts', 'packages/b/generated/b.ts', 'packages/a/deep/top.ts', 'packages/a/deep/sub/x.ts');
  });

  it('of a deeper folder come last', () => {
    const all = rules({ '': 'build/\n*.gen.ts', sub: '!build/\n!*.gen.ts' });
    excludes(all, 'build/a.ts', 'a.gen.ts');
    leaves(all, 'sub/build/a.ts', 'sub/a.gen.ts');
  });

  it('take nothing back inside of a folder that is excluded', () => {
    excludes(rules({ '': 'build/', build: '!a.ts' }), 'build/a.ts');
  });

  it('take the names of folders as they are', () => {
    const all = rules({ '[id] *': 'a.ts' });
    excludes(all, '[id] */a.ts');
    leaves(all, 'i x/a.ts');
  });

  it('have nothing to say of what lies outside', () => {
    leaves(rules({ '': '*' }), '../a.ts', '/a.ts', '');
  });
});
