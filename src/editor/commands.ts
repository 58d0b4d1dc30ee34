import { commands, window, type Disposable, type LogOutputChannel, type QuickPickItem } from 'vscode';
import type { EngineHost } from './engine-host.ts';
import { section } from './settings.ts';
import type { Status } from './status.ts';
import type { Switch } from './switch.ts';

/** The commands of the palette, and the status item's menu of them. */
export function registerCommands(
  engine: EngineHost,
  onOff: Switch,
  status: Status,
  log: LogOutputChannel,
): Disposable[] {
  return [
    commands.registerCommand('palimpsest.toggle', () => onOff.toggle()),
    commands.registerCommand('palimpsest.restart', () => engine.restart()),
    commands.registerCommand('palimpsest.showLog', () => log.show()),
    commands.registerCommand('palimpsest.openPanel', () => commands.executeCommand('palimpsest.memory.focus')),
    commands.registerCommand('palimpsest.menu', () => showMenu(onOff, status)),
  ];
}

interface Entry extends QuickPickItem {
  readonly command: string;
  readonly argument?: string;
}

async function showMenu(onOff: Switch, status: Status): Promise<void> {
  const entries: Entry[] = [
    onOff.isOff
      ? { label: '$(play) Turn suggestions on', command: 'palimpsest.toggle' }
      : { label: '$(circle-slash) Turn suggestions off', command: 'palimpsest.toggle' },
    { label: '$(layers) Show the memory', command: 'palimpsest.openPanel' },
    { label: '$(settings-gear) Settings', command: 'workbench.action.openSettings', argument: section },
    { label: '$(output) Show the log', command: 'palimpsest.showLog' },
    { label: '$(debug-restart) Restart the engine', command: 'palimpsest.restart' },
  ];
  const chosen = await window.showQuickPick(entries, {
    title: `Palimpsest: ${status.state}`,
    placeHolder: status.text,
  });
  if (chosen !== undefined) await commands.executeCommand(chosen.command, chosen.argument);
}
