import { t } from '@vscode/l10n';
import { element } from '../element.ts';
import type { Panel, Scene, View } from '../view.ts';
import { bytes, heads, layers, milliseconds, tokens } from '../wording.ts';

/** What it took: the figures of the last suggestion and of the engine. */
export function working(_panel: Panel): View {
  const root = element('dl', 'working');
  const rows = new Map<string, HTMLElement>();
  return {
    id: 'working',
    title: t('The working'),
    caption: t('What the last suggestion took, and what it took it with.'),
    equation: 'the-working',
    root,
    draw(scene) {
      for (const [name, value] of figuresOf(scene)) {
        let row = rows.get(name);
        if (!row) {
          row = element('dd');
          rows.set(name, row);
          root.append(element('dt', '', name), row);
        }
        row.textContent = value;
      }
    },
    table: (scene) => ({ columns: [t('What'), t('How much')], rows: figuresOf(scene) }),
    data: ({ message: { tokensRead, ms, backend, shape, weights } }) => ({
      tokensRead,
      ms,
      backend,
      shape,
      memoryBytes: weights.byteLength,
    }),
  };
}

function figuresOf({ message: { tokensRead, ms, backend, shape, weights } }: Scene): [string, string][] {
  return [
    [t('held in the memory'), tokens(tokensRead)],
    [t('the last suggestion'), milliseconds(ms)],
    [t('computed by'), backend],
    [t('matrices'), `${layers(shape[0])} \u00d7 ${heads(shape[1])}`],
    [t('numbers in a matrix'), `${shape[2]} \u00d7 ${shape[3]}`],
    [t('the memory'), bytes(weights.byteLength)],
  ];
}
