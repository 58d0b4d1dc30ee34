import { t } from '@vscode/l10n';
import { element } from '../element.ts';
import type { Panel, Scene, View } from '../view.ts';
import { bytes, figure, heads, layers, milliseconds, percent, tokens } from '../wording.ts';

/** What it took: the figures of the last suggestion and of the engine. */
export function working(_panel: Panel): View {
  const root = element('dl', 'working');
  return {
    id: 'working',
    title: t('The working'),
    caption: t('What the last suggestion took, and what it took it with.'),
    equation: 'the-working',
    root,
    draw(scene) {
      const shown = groupsOf(scene).map(([title, rows]) => {
        const group = element('div', 'group');
        group.append(
          element('dt', 'title', title),
          ...rows.flatMap(([name, value]) => [element('dt', '', name), element('dd', '', value)]),
        );
        return group;
      });
      root.replaceChildren(...shown);
    },
    table: (scene) => ({
      columns: [t('What'), t('How much')],
      rows: groupsOf(scene).flatMap(([, rows]) => rows),
    }),
    data: ({ message: { tokensRead, ms, backend, shape, weights, working } }) => ({
      tokensRead,
      ms,
      backend,
      shape,
      matrixBytes: weights.byteLength,
      ...working,
    }),
  };
}

function groupsOf({ message }: Scene): [string, [string, string][]][] {
  const { tokensRead, ms, backend, shape, weights, working } = message;
  const worked = working.read + working.decoded;
  const chunks = working.chunksFound + working.chunksRead;
  return [
    [
      t('The last suggestion'),
      [
        [t('took'), milliseconds(ms)],
        [t('read anew'), tokens(working.read)],
        [t('written'), tokens(working.decoded)],
        ...(working.copied === undefined ? [] : [[t('copied from'), working.copied] as [string, string]]),
        [t('for each of these'), worked > 0 ? milliseconds(ms / worked) : '\u2013'],
        [t('computed by'), backend],
      ],
    ],
    [
      t('The memory'),
      [
        [t('holds'), tokens(tokensRead)],
        [t('matrices'), `${layers(shape[0])} \u00d7 ${heads(shape[1])}`],
        [t('numbers in each'), `${shape[2]} \u00d7 ${shape[3]}`],
        [t('size'), bytes(weights.byteLength)],
      ],
    ],
    [
      t('Snapshots'),
      [
        [t('kept'), figure(working.snapshots)],
        [t('their size'), bytes(working.snapshotBytes)],
        [t('with those of the last lines'), bytes(working.bytes)],
        [t('chunks that they spared'), `${figure(working.chunksFound)} (${percent(working.chunksFound, chunks)})`],
        [t('chunks read'), figure(working.chunksRead)],
      ],
    ],
  ];
}
