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

/** A script of the extension for `startWorker`, to be kept where it is started more than once: reading it takes time. */
export async function readScript(extension: Uri, path: string): Promise<Blob> {
  const script = await readFileIn(extension, path);
  // Node's types know a narrower Blob; the bytes may be a part of a longer buffer, which a Blob respects.
  return new Blob([script as Uint8Array<ArrayBuffer>], { type: 'text/javascript' });
}

/** The editor's web host lets workers start from a blob only, and as classic scripts only. */
export function startWorker(script: Blob): Worker {
  const url = URL.createObjectURL(script);
  const worker = new Worker(url);
  // Before its first message the script may not have been read yet.
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
