import * as vscode from 'vscode';
import { open, readyExtension, suggestions } from './ask.ts';
import { check, equal } from './check.ts';
import { plain } from './completions.ts';
import type { Cases } from './suite.ts';

export const manifest: Cases = {
  async 'activates, and its model gets ready'() {
    const start = performance.now();
    const { activation } = await readyExtension();
    const ms = (time: number) => `${time.toFixed(0)} ms`;
    console.log(`MEASURED activation: ${ms(activation)} of the host's thread`);
    console.log(`MEASURED first start, nothing cached: ready after ${ms(performance.now() - start)}`);
    await suggestions(await open('typescript', plain), plain.length);
    console.log(`MEASURED first start, nothing cached: first suggestion after ${ms(performance.now() - start)}`);
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
