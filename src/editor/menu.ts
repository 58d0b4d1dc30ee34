import { t } from '@vscode/l10n';
import {
  commands,
  env,
  QuickPickItemKind,
  ThemeIcon,
  window,
  type QuickInputButton,
  type QuickPickItem,
  type TextDocument,
} from 'vscode';
import type { EngineHost } from './engine-host.ts';
import { counted, described } from './figures.ts';
import type { Forgetting } from './forgetting.ts';
import type { Pause } from './pauses.ts';
import { section } from './settings.ts';
import { nameOf, type Status } from './status.ts';
import type { Switch } from './switch.ts';
import type { Tally } from './tally.ts';

export interface MenuParts {
  readonly engine: EngineHost;
  readonly onOff: Switch;
  readonly status: Status;
  readonly tally: Tally;
  readonly forgetting: Forgetting;
}

/** A line of the menu; one without a command only tells something. */
interface Entry extends QuickPickItem {
  readonly command?: string;
  readonly argument?: unknown;
}

/** The status item's menu: what is going on, what can be done about it, and what has come of it so far. */
export function showMenu(parts: MenuParts): void {
  const pick = window.createQuickPick<Entry>();
  const { status, tally } = parts;
  const fill = () => {
    pick.items = entries(parts);
    pick.activeItems = pick.items.filter(({ command }) => command !== undefined).slice(0, 1);
  };
  pick.title = `Palimpsest: ${nameOf(status.state)}`;
  pick.placeholder = status.text;
  fill();
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    if (chosen?.command === undefined) return;
    pick.hide();
    void commands.executeCommand(chosen.command, chosen.argument);
  });
  // The only button is that of the counts.
  pick.onDidTriggerItemButton(() => void tally.reset().then(fill));
  pick.onDidHide(() => pick.dispose());
  pick.show();
}

function entries({ engine, onOff, tally, forgetting }: MenuParts): Entry[] {
  const { state, last } = engine;
  const counts = counted(tally.counts, env.language);
  const reset: QuickInputButton = { iconPath: new ThemeIcon('discard'), tooltip: t('Reset the Counts') };
  return [
    ...(state.is === 'ready' ? [{ label: `$(chip) ${described(state.loaded, last, env.language)}` }] : []),
    { label: `$(graph) ${counts.main}`, description: counts.more, buttons: [reset] },
    heading(t('Suggestions')),
    ...suggestions(onOff, window.activeTextEditor?.document),
    heading('Palimpsest'),
    { label: `$(layers) ${t('Show the Memory')}`, command: 'palimpsest.openPanel' },
    ...(forgetting.some ? [{ label: `$(history) ${t('Remember Again')}`, command: 'palimpsest.rememberAgain' }] : []),
    { label: `$(settings-gear) ${t('Settings')}`, command: 'workbench.action.openSettings', argument: section },
    { label: `$(file-binary) ${t('Choose a Model Folder')}`, command: 'palimpsest.chooseModel' },
    { label: `$(debug-restart) ${t('Restart the Engine')}`, command: 'palimpsest.restart' },
    { label: `$(output) ${t('Show Log')}`, command: 'palimpsest.showLog' },
    {
      label: `$(copy) ${t('Copy Diagnostics')}`,
      description: t('versions and timings, no code'),
      command: 'palimpsest.copyDiagnostics',
    },
    { label: `$(mortar-board) ${t('Get Started')}`, command: 'palimpsest.getStarted' },
  ];
}

/** On, off and the ways between. */
function suggestions({ isOff, pauses }: Switch, document: TextDocument | undefined): Entry[] {
  if (isOff) return [{ label: `$(play) ${t('Turn On')}`, command: 'palimpsest.toggle' }];
  const off = { label: `$(circle-slash) ${t('Turn Off')}`, command: 'palimpsest.toggle' };
  if (document === undefined) return [off];
  if (pauses.in(document) !== undefined) {
    return [{ label: `$(play) ${t('Resume')}`, command: 'palimpsest.resume' }, off];
  }
  const pause = (what: Pause, label: string, description: string): Entry => ({
    label: `$(debug-pause) ${label}`,
    description,
    command: 'palimpsest.pause',
    argument: what,
  });
  return [
    pause('file', t('Pause in This File'), document.uri.path.split('/').at(-1) ?? ''),
    pause('language', t('Pause in This Language'), document.languageId),
    pause('workspace', t('Pause in This Workspace'), ''),
    pause('hour', t('Pause for an Hour'), ''),
    {
      label: `$(bell-slash) ${t('Snooze')}`,
      description: t('the editor’s own: all extensions'),
      command: 'editor.action.inlineSuggest.snooze',
    },
    off,
  ];
}

function heading(label: string): Entry {
  return { label, kind: QuickPickItemKind.Separator };
}
