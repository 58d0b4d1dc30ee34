import type { Theme } from './palette.ts';

/** The kind of the editor's theme. VS Code marks the body, and a light high contrast carries both of its classes. */
export function themeOf(classes: DOMTokenList): Theme {
  if (classes.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classes.contains('vscode-high-contrast')) return 'high-contrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

/** Calls back when the editor's theme changes. */
export function onThemeChange(changed: () => void): void {
  new MutationObserver(changed).observe(document.body, { attributeFilter: ['class'] });
}
