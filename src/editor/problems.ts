import { commands, window } from 'vscode';

/** One notification for each problem and session: a problem that comes with every key is told once. */
export class Problems {
  readonly #told = new Set<string>();

  tell(problem: string): void {
    if (this.#told.has(problem)) return;
    this.#told.add(problem);
    void window.showErrorMessage(`Palimpsest: ${problem}`, 'Show Log', 'Try Again').then((choice) => {
      if (choice === 'Show Log') return commands.executeCommand('palimpsest.showLog');
      if (choice === 'Try Again') return commands.executeCommand('palimpsest.restart');
      return undefined;
    });
  }
}
