import {
  window,
  type Disposable,
  type TextEditor,
  type TextEditorDecorationType,
  OverviewRulerLane,
  ThemeColor,
  Range,
} from 'vscode';
import type { DecorateMessage } from '../protocol/trace.ts';
import { pathOf } from './documents.ts';

type Marked = DecorateMessage['lines'][number];

/** Steps from the faintest mark to the strongest; the words beside the line tell the share to who sees no colours. */
const strengths = [0.1, 0.18, 0.28, 0.4] as const;

/** Marks the lines that are read most in the editors that show them. Nothing is marked until somebody asks for it. */
export class ReadMarks implements Disposable {
  /** One kind for each strength, for what is read and for what counts against it; made when first needed. */
  #kinds: readonly TextEditorDecorationType[] = [];
  #lines: readonly Marked[] = [];
  readonly #watching = window.onDidChangeVisibleTextEditors((editors) =>
    editors.forEach((editor) => this.#mark(editor)),
  );

  /** An empty list takes the marks away. */
  show(lines: readonly Marked[]): void {
    this.#lines = lines;
    if (lines.length > 0 && this.#kinds.length === 0) this.#kinds = kinds();
    window.visibleTextEditors.forEach((editor) => this.#mark(editor));
  }

  dispose(): void {
    this.#watching.dispose();
    for (const kind of this.#kinds) kind.dispose();
  }

  #mark(editor: TextEditor): void {
    if (this.#kinds.length === 0) return;
    const path = pathOf(editor.document);
    const most = Math.max(...this.#lines.map(({ share }) => Math.abs(share)), Number.MIN_VALUE);
    const marked = this.#lines.filter((line) => line.path === path && line.line < editor.document.lineCount);
    for (const [at, kind] of this.#kinds.entries()) {
      const own = marked.filter(({ share }) => kindOf(share / most) === at);
      editor.setDecorations(
        kind,
        own.map(({ line, share }) => ({
          range: new Range(line, 0, line, editor.document.lineAt(line).text.length),
          renderOptions: { after: { contentText: `  ${percent(share)}` } },
        })),
      );
    }
  }
}

/** Red is read, blue counts against it, as in the panel. */
function kinds(): TextEditorDecorationType[] {
  return (['214, 84, 44', '44, 116, 214'] as const).flatMap((colour) =>
    strengths.map((strength) =>
      window.createTextEditorDecorationType({
        isWholeLine: true,
        backgroundColor: `rgba(${colour}, ${strength})`,
        overviewRulerColor: `rgba(${colour}, ${2 * strength})`,
        overviewRulerLane: OverviewRulerLane.Center,
        after: { margin: '0 0 0 2ch', color: new ThemeColor('descriptionForeground') },
      }),
    ),
  );
}

function kindOf(part: number): number {
  const strength = Math.min(strengths.length - 1, Math.floor(Math.abs(part) * strengths.length));
  return part < 0 ? strengths.length + strength : strength;
}

function percent(share: number): string {
  return `${share < 0 ? '\u2212' : ''}${(100 * Math.abs(share)).toFixed(1)}%`;
}
