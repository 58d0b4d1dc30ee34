import { t } from '@vscode/l10n';
import { element } from './element.ts';

/** Before the first suggestion: what this will be, in three sentences. */
export function empty(): HTMLElement {
  const sentences = [
    t('Palimpsest has a memory of fixed size, and everything that it reads is written into it, over what was there.'),
    t(
      'Type in a TypeScript, JavaScript, Python, Go, Rust, Java, C or C++ file: your code is read just before each suggestion.',
    ),
    t('Then you will see that memory here, number by number, and watch it change while you type.'),
  ];
  const root = element('main', 'empty');
  root.append(element('h1', '', t('Nothing read yet')), ...sentences.map((sentence) => element('p', '', sentence)));
  return root;
}
