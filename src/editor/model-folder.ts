import { t } from '@vscode/l10n';
import { ConfigurationTarget, Uri, window, workspace, type Disposable } from 'vscode';
import { isFailure, type Failure } from '../protocol/failure.ts';
import { section } from './settings.ts';

const setting = 'model';

/** The address of a person's own model folder, or undefined where the shipped model is wanted. */
export function ownModel(): Uri | Failure | undefined {
  return folderOf(workspace.getConfiguration(section).get<unknown>(setting));
}

function folderOf(value: unknown): Uri | Failure | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  // An address, not a path: in the web host a path would not say whose disk it lies on.
  if (typeof value !== 'string' || !/^[a-z][a-z0-9+.-]+:\/\//i.test(value)) {
    return { error: t`The setting “palimpsest.model” is no address of a folder, such as file:///home/me/model.` };
  }
  return Uri.parse(value);
}

/** Lets a person choose a folder, or go back to the shipped model, and writes the setting that they asked for. */
export async function chooseModel(): Promise<void> {
  const own = ownModel();
  if (own !== undefined) {
    const [choose, shipped] = [t('Choose a Model Folder'), t('Use the Shipped Model')];
    const answer = await window.showQuickPick([shipped, choose], {
      title: 'Palimpsest',
      placeHolder: isFailure(own) ? own.error : t`The model is read from ${own.toString(true)}`,
    });
    if (answer === shipped) await write(undefined);
    if (answer !== choose) return;
  }
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: t('Use This Model'),
      title: t('Folder of a model, with its model.json'),
    })) ?? [];
  if (folder !== undefined) await write(folder.toString());
}

function write(value: string | undefined): Thenable<void> {
  return workspace.getConfiguration(section).update(setting, value, ConfigurationTarget.Global);
}

export function onDidChangeModel(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.${setting}`)) listener();
  });
}
