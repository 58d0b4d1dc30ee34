/** The memory panel in its view: shows the memory after each suggestion, and costs nothing while it is hidden. */
import * as vscode from 'vscode';
import { messageOf } from '../protocol/failure.ts';
import {
  memoryMessage,
  parseFromPanel,
  wholeBuffer,
  type FromPanel,
  type Inspection,
  type ToPanel,
  type ViewId,
} from '../protocol/panel.ts';
import { saveExport } from './panel-export.ts';
import { PanelForget, type ForgetSource } from './panel-forget.ts';
import { panelHtml } from './panel-html.ts';
import { pace } from './panel-pace.ts';
import { openPage } from './panel-page.ts';
import { PanelTrace, type TraceSource } from './panel-trace.ts';
import type { Tally } from './tally.ts';

export const memoryViewId = 'palimpsest.memory';

/** At most ten updates a second. */
const gapMs = 100;

export interface MemorySource extends TraceSource, ForgetSource {
  /** A suggestion was made: the memory has changed. */
  readonly onDidSuggest: vscode.Event<unknown>;
  /** Something was forgotten: the memory is another one. */
  readonly onDidForget: vscode.Event<unknown>;
  /** A copy of the state that it was decoded from; its buffer is given away. Undefined before the first one. */
  inspect(): Promise<Inspection | undefined>;
  /** W as it was after so many tokens; its buffer is given away. Undefined where it is kept no more. */
  past(position: number): Promise<Float32Array | undefined>;
  readonly tally: Pick<Tally, 'counts' | 'onDidChange' | 'reset'>;
}

/** `report` is told, in a line for the log, what went wrong; the panel then keeps its last picture. */
export function registerMemoryPanel(
  context: vscode.ExtensionContext,
  source: MemorySource,
  report: (problem: string) => void = () => {},
): void {
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView: (view) => serve(view, context.extensionUri, source, report),
  };
  context.subscriptions.push(vscode.window.registerWebviewViewProvider(memoryViewId, provider));
}

function serve(
  view: vscode.WebviewView,
  extension: vscode.Uri,
  source: MemorySource,
  report: (problem: string) => void,
): void {
  /** The page's script has run once. It runs anew, and says so, each time that a hidden view is shown again. */
  let loaded = false;
  /** Not where the person has frozen the picture. */
  let live = true;
  let shown: ViewId | undefined;
  let sequence = 0;

  const update = async (): Promise<void> => {
    try {
      const inspection = await source.inspect();
      if (!view.visible) return;
      const message: ToPanel = inspection ? memoryMessage(inspection, ++sequence) : { type: 'nothing' };
      await view.webview.postMessage(message);
    } catch (thrown) {
      report(`The memory panel was not updated: ${messageOf(thrown)}`);
    }
  };
  const updates = pace(update, gapMs);
  const trace = new PanelTrace(source, (message) => void view.webview.postMessage(message));
  const forget = new PanelForget(source, (message) => void view.webview.postMessage(message));
  const ask = (): void => {
    const looking = loaded && live && view.visible;
    if (looking) updates.ask();
    else updates.cancel();
    trace.show(looking ? shown : undefined);
  };

  const count = (): void => {
    if (!loaded || !view.visible) return;
    const message: ToPanel = { type: 'counts', counts: source.tally.counts };
    void view.webview.postMessage(message);
  };

  const past = async (position: number): Promise<void> => {
    const weights = await source.past(position);
    if (!view.visible) return;
    const buffer = weights ? wholeBuffer(weights) : new ArrayBuffer(0);
    const message: ToPanel = { type: 'past', sequence, position, weights: buffer };
    await view.webview.postMessage(message);
  };

  const receive = (message: FromPanel): void => {
    switch (message.type) {
      case 'ready':
        loaded = true;
        count();
        forget.tell();
        return;
      case 'showing':
        ({ live, view: shown } = message);
        ask();
        return;
      case 'resetCounts':
        void source.tally.reset();
        return;
      case 'past':
        void past(message.position);
        return;
      case 'equation':
        void openPage(extension, message.anchor);
        return;
      case 'export':
        void saveExport(message);
        return;
      case 'forget':
      case 'remember':
      case 'whatIf':
      case 'dropWhatIf':
        forget.receive(message);
        return;
      default:
        trace.receive(message);
    }
  };

  const listening = [
    view.webview.onDidReceiveMessage((data: unknown) => {
      const message = parseFromPanel(data);
      if (message) receive(message);
      else report('The memory panel sent a message that is none of its own.');
    }),
    source.tally.onDidChange(count),
    ...[source.onDidSuggest, source.onDidForget].map((happens) =>
      happens(() => {
        ask();
        trace.suggested();
      }),
    ),
    view.onDidChangeVisibility(ask),
  ];
  view.onDidDispose(() => {
    loaded = false;
    updates.cancel();
    trace.dispose();
    forget.dispose();
    for (const listener of listening) listener.dispose();
  });

  const dist = vscode.Uri.joinPath(extension, 'dist');
  const address = (file: string): string => view.webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  view.webview.options = { enableScripts: true, localResourceRoots: [dist] };
  view.webview.html = panelHtml({
    nonce: crypto.randomUUID(),
    cspSource: view.webview.cspSource,
    script: address('panel.js'),
    style: address('panel.css'),
    language: vscode.env.language,
    words: vscode.l10n.bundle ?? {},
  });
}
