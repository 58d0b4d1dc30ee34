import { t } from '@vscode/l10n';
import { StatusBarAlignment, ThemeColor, window, type Disposable, type StatusBarItem } from 'vscode';
import { ofDocument, type DocumentRefusal } from '../completion/gate.ts';
import type { Exclusion } from '../exclusion/exclusion.ts';
import type { Activity } from './activity.ts';
import { requestIn } from './documents.ts';
import type { EngineHost } from './engine-host.ts';
import type { Exclusions } from './exclusions.ts';
import type { Pause } from './pauses.ts';
import type { SourceFiles } from './source-files.ts';
import type { Switch } from './switch.ts';

export type StatusState = 'loading' | 'resting' | 'reading' | 'ready' | 'working' | 'off' | 'failed';

const icons: Readonly<Record<StatusState, string>> = {
  loading: '$(loading~spin)',
  resting: '$(coffee)',
  reading: '$(book)',
  ready: '$(layers)',
  working: '$(sync~spin)',
  off: '$(circle-slash)',
  failed: '$(error)',
};

export interface StatusParts {
  readonly engine: EngineHost;
  readonly activity: Activity;
  readonly onOff: Switch;
  readonly exclusions: Exclusions;
  readonly sources: SourceFiles;
}

/** The item in the status bar: what Palimpsest does, and why it is silent where it is. */
export class Status implements Disposable {
  readonly #item: StatusBarItem;
  readonly #engine: EngineHost;
  readonly #activity: Activity;
  readonly #switch: Switch;
  readonly #exclusions: Exclusions;
  readonly #sources: SourceFiles;
  readonly #subscriptions: Disposable[];
  #silent: string | undefined;
  #state: StatusState = 'loading';
  #text = '';

  constructor({ engine, activity, onOff, exclusions, sources }: StatusParts) {
    this.#engine = engine;
    this.#activity = activity;
    this.#switch = onOff;
    this.#exclusions = exclusions;
    this.#sources = sources;
    this.#item = window.createStatusBarItem('palimpsest.status', StatusBarAlignment.Right, 100);
    this.#item.name = 'Palimpsest';
    this.#item.command = 'palimpsest.menu';
    this.#subscriptions = [
      engine.onDidChangeState(() => this.#show()),
      activity.onDidChange(() => this.#show()),
      sources.onDidChange(() => this.#show()),
      onOff.onDidChange(() => void this.#look()),
      exclusions.onDidChange(() => void this.#look()),
      window.onDidChangeActiveTextEditor(() => void this.#look()),
    ];
    void this.#look();
    this.#show();
    this.#item.show();
  }

  get state(): StatusState {
    return this.#state;
  }

  /** The state in a sentence. */
  get text(): string {
    return this.#text;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  /** Looks at the active document anew. Not at every key: what a document is does not change by typing. */
  async #look(): Promise<void> {
    const editor = window.activeTextEditor;
    const excluded = editor && (await this.#exclusions.ofDocument(editor.document));
    if (editor !== window.activeTextEditor) return;
    this.#silent = this.#switch.isOff ? t('Suggestions are switched off.') : this.#reason(excluded);
    this.#show();
  }

  #reason(excluded: Exclusion | undefined): string | undefined {
    const editor = window.activeTextEditor;
    if (editor === undefined) return undefined;
    const { document, selection } = editor;
    const { pauses } = this.#switch;
    const pause = pauses.in(document);
    if (pause !== undefined) return paused(pause, pauses.until);
    const enabled = this.#switch.isOn(document);
    const circumstances = { trigger: 'invoke', enabled, excluded, deleted: false } as const;
    const refusal = ofDocument(requestIn(document, selection.active, circumstances));
    return refusal && refused(refusal);
  }

  #show(): void {
    const [state, text] = this.#now();
    this.#state = state;
    this.#text = text;
    this.#item.text = `${icons[state]} Palimpsest`;
    this.#item.tooltip = text;
    this.#item.accessibilityInformation = { label: `Palimpsest: ${nameOf(state)}. ${text}`, role: 'button' };
    this.#item.backgroundColor = state === 'failed' ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  }

  #now(): [StatusState, string] {
    const engine = this.#engine.state;
    if (engine.is === 'failed') return ['failed', engine.error];
    if (this.#silent !== undefined) return ['off', this.#silent];
    if (engine.is === 'resting') return ['resting', t('The model is unloaded until somebody needs it.')];
    if (engine.is !== 'ready') return ['loading', t('The model is loading.')];
    if (this.#activity.now === 'working') return ['working', t('A suggestion is being made.')];
    if (this.#activity.now === 'reading') return ['reading', reading(this.#activity.share)];
    const { limited, paths } = this.#sources;
    const ready = t('Suggestions are made while you type.');
    return [
      'ready',
      limited ? `${ready} ${t`The workspace is large: ${paths.length} of its files are known.`}` : ready,
    ];
  }
}

/** The state in a word. */
export function nameOf(state: StatusState): string {
  const names: Readonly<Record<StatusState, string>> = {
    loading: t('loading'),
    resting: t('resting'),
    reading: t('reading'),
    ready: t('ready'),
    working: t('working'),
    off: t('off'),
    failed: t('failed'),
  };
  return names[state];
}

function reading(share: number | undefined): string {
  if (share === undefined) return t('The file is being read into the memory.');
  return t`The file is being read into the memory: ${Math.floor(100 * share)}%.`;
}

function paused(pause: Pause, until: Date | undefined): string {
  const clock = until?.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' }) ?? '';
  const reasons: Readonly<Record<Pause, string>> = {
    file: t('Suggestions are paused in this file.'),
    language: t('Suggestions are paused in this language.'),
    workspace: t('Suggestions are paused in this workspace.'),
    hour: t`Suggestions are paused until ${clock}.`,
  };
  return reasons[pause];
}

function refused(refusal: DocumentRefusal): string {
  const reasons: Readonly<Record<DocumentRefusal, string>> = {
    off: t('Suggestions are switched off in the settings for this language.'),
    scheme: t('No suggestions in this kind of document.'),
    language: t('No suggestions in this language: TypeScript, JavaScript, Python, Go, Rust, Java, C and C++ only.'),
    secret: t('No suggestions here: this file looks like one that holds secrets, and is never read.'),
    ignored: t('No suggestions here: an ignore file or a setting excludes this file, which is never read.'),
    prose: t('No suggestions in texts in a natural language, unless a setting asks for them.'),
    large: t('No suggestions here: this file is too large.'),
    binary: t('No suggestions here: this file is not text.'),
    'long line': t('No suggestions here: a line of this file is too long.'),
  };
  return reasons[refusal];
}
