import { t } from '@vscode/l10n';
import { element } from '../element.ts';
import { plot, type Plot } from '../plot.ts';
import { effectiveRank, singularValues } from '../svd.ts';
import { figure } from '../wording.ts';

/** The singular values of one matrix: how many directions it uses, and how much each of them. */
export function spectrum(): {
  readonly root: HTMLElement;
  show(matrix: Float32Array, rows: number, columns: number): void;
  fit(width: number): void;
} {
  const root = element('div', 'spectrum');
  const said = element('p', 'facts');
  const curve: Plot = plot({ across: t('singular value, by size'), height: 120, from: 1, bars: true });
  root.append(said, curve.root);
  return {
    root,
    show(matrix, rows, columns) {
      const values = singularValues(matrix, rows, columns);
      said.textContent = t`effective rank ${figure(effectiveRank(values))} of ${values.length}; largest singular value ${figure(values[0]!)}`;
      curve.show([[...values]]);
    },
    fit: (width) => curve.fit(Math.min(width, 420)),
  };
}
