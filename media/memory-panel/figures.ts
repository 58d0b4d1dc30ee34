import { t } from '@vscode/l10n';
import { element } from './element.ts';
import { bytes, heads, layers, milliseconds, tokens } from './wording.ts';
import type { MemoryMessage } from '../../src/protocol/panel.ts';

/** The header's numbers: what went in and how little it takes up; then, quieter, what did it. */
export function figures(): { readonly root: HTMLElement; show(message: MemoryMessage): void } {
  const root = element('header', 'figures');
  const lead = element('h1', 'lead');
  const read = figure('strong', 'tokens');
  const size = figure('strong', 'bytes');
  // The words around the two figures, which may stand in another order.
  for (const part of t('{0} read into {1}').split(/({[01]})/)) {
    lead.append(part === '{0}' ? read : part === '{1}' ? size : part);
  }
  const rest = element('ul', 'rest');
  const tiles = figure('li', 'shape');
  const ms = figure('li', 'ms');
  const backend = figure('li', 'backend');
  rest.append(tiles, ms, backend);
  root.append(lead, rest);
  return {
    root,
    show({ tokensRead, weights, shape, backend: name, ms: time }) {
      read.textContent = tokens(tokensRead);
      size.textContent = bytes(weights.byteLength);
      tiles.textContent = `${layers(shape[0])} \u00d7 ${heads(shape[1])}`;
      backend.textContent = name;
      ms.textContent = t`suggested in ${milliseconds(time)}`;
    },
  };
}

function figure(tag: 'strong' | 'li', name: string): HTMLElement {
  const made = element(tag);
  made.dataset['figure'] = name;
  return made;
}
