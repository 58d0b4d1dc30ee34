/** Everything that a person reads is there in every language, and nothing of it stands outside the bundles. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { root } from '../../../scripts/run.mjs';
import { allWords, bundle, languages, sources, wordsIn } from '../../../scripts/words.mjs';

const nls = (language?: string) =>
  JSON.parse(readFileSync(`${root}package.nls${language ? `.${language}` : ''}.json`, 'utf8')) as Record<
    string,
    string
  >;

/** What is put in, in order of its number: {0}, {1}. */
const holes = (text: string) => [...new Set(text.match(/{\d}/g))].sort();

test('the English bundle is what the source says (npm run words)', () => {
  const words = allWords();
  assert.deepEqual(bundle(), Object.fromEntries(words.map((word) => [word, word])));
});

for (const language of languages) {
  test(`${language} says everything, and puts in the same things`, () => {
    const translated = bundle(language);
    assert.deepEqual(Object.keys(translated).sort(), allWords());
    for (const [english, text] of Object.entries(translated)) {
      assert.notEqual(text.trim(), '', english);
      assert.deepEqual(holes(text), holes(english), english);
    }
  });

  test(`${language} says everything of the manifest, and names the same commands`, () => {
    const translated = nls(language);
    const commands = (text: string) => [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id);
    assert.deepEqual(Object.keys(translated), Object.keys(nls()));
    for (const [key, english] of Object.entries(nls()))
      assert.deepEqual(commands(translated[key]!), commands(english), key);
  });
}

test('the manifest names words that there are, and has no others', () => {
  const used = readFileSync(`${root}package.json`, 'utf8').match(/(?<=%)[\w.]+(?=%)/g) ?? [];
  assert.deepEqual([...new Set(used)].sort(), Object.keys(nls()).sort());
});

test('the manifest has no words of its own', () => {
  const { contributes } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { contributes: unknown };
  const loose: string[] = [];
  const look = (value: unknown, key: string) => {
    if (typeof value === 'string') {
      const words = ['title', 'description', 'markdownDescription', 'name', 'altText', 'label'].includes(key);
      if (words && !/^%[\w.]+%$/.test(value) && value !== 'Palimpsest') loose.push(`${key}: ${value}`);
    } else if (Array.isArray(value)) {
      for (const each of value) look(each, key === 'markdownEnumDescriptions' ? 'description' : '');
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) look(each, name);
    }
  };
  look(contributes, '');
  assert.deepEqual(loose, []);
});

test('no word of the source stands outside the bundles, and none is looked up before there is a language', () => {
  assert.ok(sources().length > 60);
  for (const path of sources()) {
    const { loose, early } = wordsIn(path);
    assert.deepEqual(loose, [], path);
    assert.deepEqual(early, [], path);
  }
});

test('a word outside is found where there is one', () => {
  const found = wordsIn(
    'src/x.ts',
    "const a = t('Early words');\nfunction f() { show('Loose words', t`${t('a')} b`); }",
  );
  assert.deepEqual(found.words, ['Early words', '{0} b', 'a']);
  assert.deepEqual([found.loose.length, found.early.length], [1, 1]);
});
