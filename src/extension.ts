import { languages as editorLanguages, type ExtensionContext, type InlineCompletionItemProvider } from 'vscode';
import { languages } from './completion/gate.ts';
import { Activity } from './editor/activity.ts';
import { registerCommands } from './editor/commands.ts';
import { Edits } from './editor/edits.ts';
import { EngineHost } from './editor/engine-host.ts';
import { IdleReader } from './editor/idle-reader.ts';
import { createLog } from './editor/log.ts';
import { registerMemoryPanel } from './editor/panel-view.ts';
import { Problems } from './editor/problems.ts';
import { SuggestionProvider } from './editor/provider.ts';
import { Status, type StatusState } from './editor/status.ts';
import { Switch } from './editor/switch.ts';

/** For the tests that run in the extension host. */
export interface Api {
  /** The end of the engine's first start. */
  readonly ready: Promise<'ready' | 'failed'>;
  /** What the status item says. */
  state(): StatusState;
  readonly provider: InlineCompletionItemProvider;
}

/** Builds the parts and ties them. */
export function activate(context: ExtensionContext): Api {
  const log = createLog();
  const engine = new EngineHost(context.extensionUri, log);
  const onOff = new Switch(context.globalState);
  const activity = new Activity();
  const edits = new Edits();
  const problems = new Problems();
  const status = new Status(engine, activity, onOff);
  const provider = new SuggestionProvider({ engine, edits, activity, onOff, log });
  const ready = new Promise<'ready' | 'failed'>((resolve) => {
    context.subscriptions.push(
      engine.onDidChangeState((state) => {
        if (state.is === 'failed') problems.tell(state.error);
        if (state.is === 'ready' || state.is === 'failed') resolve(state.is);
      }),
    );
  });
  registerMemoryPanel(context, { onDidSuggest: engine.onDidSuggest, inspect: () => engine.inspect() }, (problem) =>
    log.warn(problem),
  );
  context.subscriptions.push(
    log,
    engine,
    onOff,
    activity,
    edits,
    status,
    onOff.onDidChange(() => onOff.isOff && engine.stop()),
    editorLanguages.registerInlineCompletionItemProvider(
      languages.map((language) => ({ language })),
      provider,
    ),
    ...registerCommands(engine, onOff, status, log),
    new IdleReader({ engine, activity, onOff, log }),
  );
  return { ready, state: () => status.state, provider };
}
