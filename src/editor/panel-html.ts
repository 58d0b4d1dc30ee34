import { t } from '@vscode/l10n';

export interface PanelPage {
  /** What may run, made anew for each page. */
  readonly nonce: string;
  /** Where style sheets may come from, as the webview says. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** The editor's language, as in `en` or `zh-cn`. */
  readonly language: string;
  /** The panel's words by their English; empty for English itself. */
  readonly words: Readonly<Record<string, string>>;
}

/** The memory panel's page: a body of words and one script. It loads nothing else and can connect to nothing. */
export function panelHtml({ nonce, cspSource, script, style, language, words }: PanelPage): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}`;
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${attribute(t('Palimpsest: Memory'))}</title>
    <link rel="stylesheet" href="${style}" />
  </head>
  <body data-words="${attribute(JSON.stringify(words))}">
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}

/** Text as it may stand in an attribute or between tags. */
function attribute(text: string): string {
  const spelt: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (character) => spelt[character]!);
}
