import { config } from '@vscode/l10n';
import {
  l10n,
  languages as editorLanguages,
  window,
  type ExtensionContext,
  type InlineCompletionItemProvider,
} from 'vscode';
import { languages, prose, sourceControl } from './completion/gate.ts';
import { Activity } from './editor/activity.ts';
import { Beside } from './editor/beside.ts';
import { Calm } from './editor/calm.ts';
import { registerCommands } from './editor/commands.ts';
import { CountingProvider } from './editor/counting-provider.ts';
import { Edits } from './editor/edits.ts';
import { EngineHost } from './editor/engine-host.ts';
import { Exclusions } from './editor/exclusions.ts';
import { ForgetCommands } from './editor/forget-commands.ts';
import { Forgetting } from './editor/forgetting.ts';
import { ForgottenMarks } from './editor/forgotten-marks.ts';
import { IdleReader } from './editor/idle-reader.ts';
import { createLog } from './editor/log.ts';
import { onDidChangeModel } from './editor/model-folder.ts';
import { registerMemoryPanel } from './editor/panel-view.ts';
import { Problems } from './editor/problems.ts';
import { SuggestionProvider } from './editor/provider.ts';
import { Rest } from './editor/rest.ts';
import { SourceFiles } from './editor/source-files.ts';
import { Status, type StatusState } from './editor/status.ts';
import { Switch } from './editor/switch.ts';
import { Tally } from './editor/tally.ts';
import type { Counts } from './protocol/counts.ts';
import type { Completed } from './protocol/worker.ts';

/** For the tests that run in the extension host. */
export interface Api {
  /** The end of the engine's first start. */
  readonly ready: Promise<'ready' | 'failed'>;
  /** What the status item says. */
  state(): StatusState;
  counts(): Counts;
  /** What happens after the idle time. */
  rest(): void;
  /** The model's last answer. */
  last(): Completed | undefined;
  /** Milliseconds that the activation took of the host's thread. */
  readonly activation: number;
  readonly provider: InlineCompletionItemProvider;
}

/** Builds the parts and ties them. */
export function activate(context: ExtensionContext): Api {
  const begun = performance.now();
  config({ contents: l10n.bundle ?? {} });
  const log = createLog();
  const engine = new EngineHost(context.extensionUri, log);
  const onOff = new Switch(context.globalState, context.workspaceState);
  const activity = new Activity();
  const edits = new Edits();
  const exclusions = new Exclusions();
  const forgetting = new Forgetting();
  const calm = new Calm();
  const sources = new SourceFiles(exclusions, calm);
  const beside = new Beside({ exclusions, sources, calm, forgetting });
  const problems = new Problems();
  const tally = new Tally(context.globalState);
  const status = new Status({ engine, activity, onOff, exclusions, sources });
  const suggestions = new SuggestionProvider({ engine, edits, exclusions, beside, activity, forgetting, onOff, log });
  const provider = new CountingProvider(suggestions, tally);
  const forget = new ForgetCommands({ engine, exclusions, beside, onOff, forgetting, suggestions });
  const rest = new Rest({ lastAsked: () => engine.lastAsked, rest: () => engine.rest() });
  const ready = new Promise<'ready' | 'failed'>((resolve) => {
    context.subscriptions.push(
      engine.onDidChangeState((state) => {
        if (state.is === 'ready' || state.is === 'failed') resolve(state.is);
      }),
    );
  });
  registerMemoryPanel(
    context,
    {
      onDidSuggest: engine.onDidSuggest,
      onDidForget: engine.onDidForget,
      onDidChangeForgotten: forgetting.onDidChange,
      someForgotten: () => forgetting.some,
      forget: (what) => void forget.forget(what),
      remember: () => void forget.rememberAgain(),
      whatIf: (question, signal) => engine.whatIf(question, signal),
      inspect: () => engine.inspect(),
      past: (position) => engine.past(position),
      tally,
      onDidRead: engine.onDidRead,
      reads: (asked, signal) => engine.reads(asked, signal),
      writes: (signal) => engine.writes(signal),
      recall: (asked, signal) => engine.recall(asked, signal),
      collisions: (signal) => engine.collisions(signal),
      endTrace: () => engine.endTrace(),
    },
    (problem) => log.warn(problem),
  );
  context.subscriptions.push(
    log,
    engine,
    onOff,
    activity,
    edits,
    exclusions,
    forgetting,
    new ForgottenMarks(forgetting),
    calm,
    sources,
    beside,
    status,
    tally,
    rest,
    engine.onDidFindProblem((problem) => void problems.tell(problem)),
    engine.onDidRead(({ read, total }) => activity.hasRead(read, total)),
    engine.onDidSuggest(({ ms }) => tally.add({ answers: 1, milliseconds: ms })),
    onOff.onDidChange(() => onOff.isOff && engine.stop()),
    onDidChangeModel(() => void engine.restart()),
    window.onDidChangeWindowState(({ focused, active }) => rest.window(focused && active)),
    editorLanguages.registerInlineCompletionItemProvider(
      [...languages, ...prose, sourceControl].map((language) => ({ language })),
      provider,
    ),
    ...registerCommands({ context, engine, onOff, status, tally, log, provider, forget, forgetting }),
    new IdleReader({ engine, exclusions, beside, activity, forgetting, onOff, log }),
  );
  return {
    ready,
    state: () => status.state,
    counts: () => tally.counts,
    rest: () => engine.rest(),
    last: () => engine.last,
    activation: performance.now() - begun,
    provider,
  };
}
