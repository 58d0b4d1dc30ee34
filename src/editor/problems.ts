import { t } from '@vscode/l10n';
import { commands, window } from 'vscode';

/** What solves a problem. */
export type Way = 'reinstall' | 'restart' | 'model';

export interface Problem {
  /** In a sentence or two: what it is. */
  readonly told: string;
  readonly way: Way;
}

/** One notification for each problem and session: a problem that comes with every key is told once. */
export class Problems {
  readonly #told = new Set<string>();

  async tell({ told, way }: Problem): Promise<void> {
    if (this.#told.has(told)) return;
    this.#told.add(told);
    const [solve, command, argument] = solutions()[way];
    const log = t('Show Log');
    const show = way === 'model' ? window.showWarningMessage : window.showErrorMessage;
    const choice = await show(`Palimpsest: ${told}`, solve, log);
    if (choice === solve) await commands.executeCommand(command, argument);
    if (choice === log) await commands.executeCommand('palimpsest.showLog');
  }
}

function solutions(): Readonly<Record<Way, readonly [title: string, command: string, argument?: string]>> {
  return {
    reinstall: [t('Show the Extension'), 'extension.open', 'palimpsest.palimpsest'],
    restart: [t('Restart the Engine'), 'palimpsest.restart'],
    model: [t('Choose a Model Folder'), 'palimpsest.chooseModel'],
  };
}
