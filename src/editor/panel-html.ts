export interface PanelPage {
  /** What may run, made anew for each page. */
  readonly nonce: string;
  /** Where style sheets may come from, as the webview says. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
}

/** The memory panel's page: an empty body and one script. It loads nothing else and can connect to nothing. */
export function panelHtml({ nonce, cspSource, script, style }: PanelPage): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Palimpsest: Memory</title>
    <link rel="stylesheet" href="${style}" />
  </head>
  <body>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}
