import * as vscode from 'vscode';
import { readyExtension } from './ask.ts';
import { check, equal } from './check.ts';
import type { Cases } from './suite.ts';

export const manifest: Cases = {
  async 'activates, and its model gets ready'() {
    await readyExtension();
  },

  async 'registers every command of the manifest'() {
    const extension = vscode.extensions.getExtension('palimpsest.palimpsest')!;
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of contributes.commands) check(registered.has(command), `${command} is not registered.`);
  },

  async 'has its settings, with their defaults'() {
    await readyExtension();
    const settings = vscode.workspace.getConfiguration('palimpsest');
    equal(settings.get('enable'), true, 'palimpsest.enable');
    equal(settings.get('mode'), 'automatic', 'palimpsest.mode');
    equal(settings.get('blocks'), true, 'palimpsest.blocks');
    equal(settings.get('exclude'), [], 'palimpsest.exclude');
    equal(settings.get('confidence'), null, 'palimpsest.confidence');
  },

  async 'can be enabled for one language only'() {
    const settings = vscode.workspace.getConfiguration('palimpsest', { languageId: 'python' });
    await settings.update('enable', false, vscode.ConfigurationTarget.Global, true);
    const enabled = (languageId: string) =>
      vscode.workspace.getConfiguration('palimpsest', { languageId }).get('enable');
    const seen = [enabled('python'), enabled('typescript')];
    await settings.update('enable', undefined, vscode.ConfigurationTarget.Global, true);
    equal(seen, [false, true], 'enabled in Python and TypeScript');
  },
};
