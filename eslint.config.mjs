import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Folders that may import `vscode`: the editor's edge and the tests that run inside it. */
const editor = ['src/extension.ts', 'src/editor/**', 'test/host/**'];

export default defineConfig(
  { ignores: ['dist/', '.editor/', 'training/', 'test/**/out/', 'test/data/', 'src/engine/kernel/assembly/'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: false,
        console: false,
        URL: false,
        fetch: false,
        setTimeout: false,
        clearTimeout: false,
        Buffer: false,
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // What the tests assert and what a number prints as is plain enough.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An index into an array whose length is known carries a `!`: arithmetic code is full of them.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // node:test's describe and it return promises that nobody awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['describe', 'it', 'test'], package: 'node:test' }] },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-imports': ['error', { paths: ['vscode'] }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
    },
  },
  { files: editor, rules: { 'no-restricted-imports': 'off' } },
);
