import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walk, type Tree } from '../../../src/editor/walk.ts';

const enough = { folders: 1e6, entries: 1e6 };

/** A tree of so many folders with so many files in each, and what is asked of it. */
class Generated implements Tree {
  listed: string[] = [];
  breaths = Infinity;
  readonly #files: readonly string[];

  constructor(files: readonly string[]) {
    this.#files = files;
  }

  list(folder: string) {
    this.listed.push(folder);
    const start = folder === '' ? '' : `${folder}/`;
    const inside = this.#files
      .filter((file) => file.startsWith(start))
      .map((file) => file.slice(start.length).split('/'));
    const entries = inside.map(
      ([name, ...rest]) => ({ name: name!, kind: rest.length > 0 ? 'folder' : 'file' }) as const,
    );
    return Promise.resolve([...new Map(entries.map((entry) => [entry.name, entry])).values()]);
  }

  opens(folder: string) {
    return Promise.resolve(!folder.endsWith('node_modules'));
  }

  takes(file: string) {
    return Promise.resolve(file.endsWith('.ts'));
  }

  breathe() {
    return Promise.resolve(this.breaths-- > 0);
  }
}

const generated = (folders: number, files: number) =>
  Array.from({ length: folders * files }, (_, n) => `f${Math.floor(n / files)}/g/${n}.ts`);

test('every file that is taken, and nothing of a folder that is not opened', async () => {
  const tree = new Generated(['a.ts', 'b.md', 'node_modules/c.ts', 'd/node_modules/e/f.ts', 'd/g.ts']);
  assert.deepEqual(await walk(tree, [], enough), { files: ['a.ts', 'd/g.ts'], limited: false });
  assert.deepEqual(tree.listed, ['', 'd']);
});

test('the folders of the files at hand come first', async () => {
  const tree = new Generated(['a/1.ts', 'b/c/2.ts', 'b/3.ts', '4.ts']);
  const walked = await walk(tree, ['b/c/2.ts'], enough);
  assert.deepEqual(walked?.files, ['b/c/2.ts', 'b/3.ts', '4.ts', 'a/1.ts']);
  assert.deepEqual(tree.listed, ['b/c', 'b', '', 'a'], 'each folder once');
});

test('of thousands of files it looks at no more than its limit, and says so', async () => {
  const tree = new Generated(generated(60, 50));
  const walked = await walk(tree, ['f7/g/350.ts'], { folders: 1000, entries: 500 });
  assert.ok(walked?.limited);
  assert.ok(walked.files.length <= 500 && walked.files.length > 300, `${walked.files.length} files`);
  assert.equal(walked.files[0], 'f7/g/350.ts');
  const few = new Generated(generated(60, 50));
  assert.equal((await walk(few, [], { folders: 10, entries: 1e6 }))?.limited, true);
  assert.equal(few.listed.length, 10);
});

test('exactly as much as it may is not too much', async () => {
  const walked = await walk(new Generated(['a.ts', 'b.ts']), [], { folders: 1, entries: 2 });
  assert.deepEqual(walked, { files: ['a.ts', 'b.ts'], limited: false });
});

test('nobody wants the rest', async () => {
  const tree = new Generated(generated(10, 2));
  tree.breaths = 3;
  assert.equal(await walk(tree, [], enough), undefined);
  assert.equal(tree.listed.length, 3);
});
