import { element } from './element.ts';
import { bytes, count, milliseconds } from './wording.ts';
import type { MemoryMessage } from '../../src/protocol/panel.ts';

/** The header's numbers: what went in and how little it takes up; then, quieter, what did it. */
export function figures(): { readonly root: HTMLElement; show(message: MemoryMessage): void } {
  const root = element('header', 'figures');
  const lead = element('h1', 'lead');
  const tokens = figure('strong', 'tokens');
  const size = figure('strong', 'bytes');
  lead.append(tokens, ' read into ', size);
  const rest = element('ul', 'rest');
  const shape = figure('li', 'shape');
  const ms = figure('li', 'ms');
  const backend = figure('li', 'backend');
  rest.append(shape, ms, backend);
  root.append(lead, rest);
  return {
    root,
    show({ tokensRead, weights, shape: [layers, heads], backend: name, ms: time }) {
      tokens.textContent = count(tokensRead, 'token');
      size.textContent = bytes(weights.byteLength);
      shape.textContent = `${count(layers, 'layer')} \u00d7 ${count(heads, 'head')}`;
      backend.textContent = name;
      ms.textContent = `suggested in ${milliseconds(time)}`;
    },
  };
}

function figure(tag: 'strong' | 'li', name: string): HTMLElement {
  const made = element(tag);
  made.dataset['figure'] = name;
  return made;
}
