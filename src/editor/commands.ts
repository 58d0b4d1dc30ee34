import { t } from '@vscode/l10n';
import { commands, env, window, type Command, type Disposable, type LogOutputChannel } from 'vscode';
import { acceptedCommand, type CountingProvider } from './counting-provider.ts';
import { diagnostics, type DiagnosticsParts } from './diagnostics.ts';
import type { ForgetCommands } from './forget-commands.ts';
import { showMenu, type MenuParts } from './menu.ts';
import { chooseModel } from './model-folder.ts';
import type { Pause } from './pauses.ts';
import { openSample } from './sample.ts';

export interface CommandParts extends MenuParts, DiagnosticsParts {
  readonly log: LogOutputChannel;
  readonly provider: CountingProvider;
  readonly forget: ForgetCommands;
}

/** The commands of the palette, and those that the menu and the suggestions run. */
export function registerCommands(parts: CommandParts): Disposable[] {
  const { engine, onOff, tally, log, context, provider, forget } = parts;
  const { extension } = context;
  const all: Readonly<Record<string, (...given: never[]) => unknown>> = {
    'palimpsest.menu': () => showMenu(parts),
    'palimpsest.toggle': () => onOff.toggle(),
    'palimpsest.pause': (what: Pause = 'file') => inActiveDocument((document) => onOff.pauses.pause(what, document)),
    'palimpsest.resume': () => inActiveDocument((document) => onOff.pauses.resume(document)),
    'palimpsest.openPanel': () => commands.executeCommand('palimpsest.memory.focus'),
    'palimpsest.forgetFile': () => forget.forgetFile(),
    'palimpsest.forgetLines': () => forget.forgetLines(),
    'palimpsest.forgetEverything': () => forget.forgetEverything(),
    'palimpsest.rememberAgain': () => forget.rememberAgain(),
    'palimpsest.chooseModel': chooseModel,
    'palimpsest.restart': () => engine.restart(),
    'palimpsest.showLog': () => log.show(),
    'palimpsest.copyDiagnostics': async () => {
      await env.clipboard.writeText(await diagnostics(parts));
      window.setStatusBarMessage(t('The diagnostics are in the clipboard.'), 5000);
    },
    'palimpsest.resetCounts': () => tally.reset(),
    'palimpsest.getStarted': () =>
      commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#start`, false),
    'palimpsest.openSample': () => openSample(context.extensionUri),
    [acceptedCommand]: (length: number, next?: Command) => provider.accepted(length, next),
  };
  return Object.entries(all).map(([name, body]) => commands.registerCommand(name, body));
}

function inActiveDocument<T>(body: (document: NonNullable<typeof window.activeTextEditor>['document']) => T) {
  const document = window.activeTextEditor?.document;
  return document && body(document);
}
