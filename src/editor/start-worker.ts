import { t } from '@vscode/l10n';
import { FileSystemError, Uri, workspace } from 'vscode';
import { messageOf } from '../protocol/failure.ts';

/** Bytes of a file in a folder, by its path with `/` between the parts. */
export async function readFileIn(folder: Uri, path: string): Promise<Uint8Array> {
  try {
    return await workspace.fs.readFile(Uri.joinPath(folder, path));
  } catch (thrown) {
    const missing = thrown instanceof FileSystemError && thrown.code === 'FileNotFound';
    // The editor's own message is a paragraph with the whole address in it, twice.
    throw new Error(missing ? t`${path} is missing.` : messageOf(thrown), { cause: thrown });
  }
}

/**
 * A worker from a script of the extension. The editor's web host lets workers start from a blob only, and as classic
 * scripts only.
 */
export async function startWorker(extension: Uri, path: string): Promise<Worker> {
  const script = await readFileIn(extension, path);
  // Node's types know a narrower Blob; the bytes may be a part of a longer buffer, which a Blob respects.
  const url = URL.createObjectURL(new Blob([script as Uint8Array<ArrayBuffer>], { type: 'text/javascript' }));
  const worker = new Worker(url);
  // Before its first message the script may not have been read yet.
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
