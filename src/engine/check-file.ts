import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { t } from '@vscode/l10n';
import type { Failure } from '../protocol/failure.ts';
import type { FileSpec } from './model.ts';

/**
 * Size and SHA-256 of a file against what model.json says of it.
 *
 * In script, at 240 MB/s: crypto.subtle is missing where the editor is served over plain http, and one path that
 * always works is worth the few hundredths of a second.
 */
export function checkFile(spec: FileSpec, bytes: Uint8Array): Failure | undefined {
  if (bytes.length !== spec.bytes) {
    return { error: t`${spec.path} is damaged: it has ${bytes.length} bytes instead of ${spec.bytes}.` };
  }
  if (bytesToHex(sha256(bytes)) !== spec.sha256) {
    return { error: t`${spec.path} is damaged: its checksum is wrong.` };
  }
  return undefined;
}
