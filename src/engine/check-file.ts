import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Failure } from '../protocol/failure.ts';
import type { FileSpec } from './model.ts';

/** What a person can do about a file that is missing or damaged. */
export const wayOut = 'Reinstall the extension to repair it.';

/**
 * Size and SHA-256 of a file against what model.json says of it.
 *
 * In script, at 240 MB/s: crypto.subtle is missing where the editor is served over plain http, and one path that
 * always works is worth the few hundredths of a second.
 */
export function checkFile(spec: FileSpec, bytes: Uint8Array): Failure | undefined {
  if (bytes.length !== spec.bytes) {
    return { error: `${spec.path} is damaged: it has ${bytes.length} bytes instead of ${spec.bytes}. ${wayOut}` };
  }
  if (bytesToHex(sha256(bytes)) !== spec.sha256) {
    return { error: `${spec.path} is damaged: its checksum is wrong. ${wayOut}` };
  }
  return undefined;
}
