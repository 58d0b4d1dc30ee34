import { t } from '@vscode/l10n';
import type { Failure } from '../protocol/failure.ts';

/** The newest operators that a graph may use, by domain: those that the runtime of this version was tested with. */
const newest: Readonly<Record<string, number>> = { 'ai.onnx': 18, 'com.microsoft': 1 };

/** `ModelProto.opset_import` in onnx.proto, and the fields of an `OperatorSetIdProto`. */
const opsetImport = 8;
const domainField = 1;
const versionField = 2;

/**
 * Whether a graph uses only operators that are there to run it, told before the runtime is asked: its own message
 * would name an operator and no way out.
 *
 * @param path names the graph in the failure
 * @param graph an ONNX file
 */
export function checkOpset(path: string, graph: Uint8Array): Failure | undefined {
  const opsets = opsetsOf(graph);
  if (opsets === undefined || opsets.size === 0) return { error: t`${path} is no ONNX graph.` };
  for (const [domain, version] of opsets) {
    const most = newest[domain];
    if (most === undefined) return { error: t`${path} needs operators of “${domain}”, which are not there.` };
    if (version > most) {
      return { error: t`${path} needs version ${version} of the operators “${domain}”; this runtime has ${most}.` };
    }
  }
  return undefined;
}

/** Versions by domain; undefined where the bytes are no message of protobuf. */
function opsetsOf(graph: Uint8Array): Map<string, number> | undefined {
  const opsets = new Map<string, number>();
  for (const field of fieldsOf(graph)) {
    if (field === undefined) return undefined;
    if (field.number !== opsetImport || !(field.value instanceof Uint8Array)) continue;
    let domain = '';
    let version = 0;
    for (const part of fieldsOf(field.value)) {
      if (part === undefined) return undefined;
      const { number, value } = part;
      if (number === domainField && value instanceof Uint8Array) domain = new TextDecoder().decode(value);
      if (number === versionField && typeof value === 'number') version = value;
    }
    opsets.set(domain === '' ? 'ai.onnx' : domain, version);
  }
  return opsets;
}

interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** The fields of a protobuf message, not looked into; undefined, and no more, where they go beyond its end. */
function* fieldsOf(bytes: Uint8Array): Generator<Field | undefined> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const kind = tag % 8;
    const value = kind === 0 ? varint() : lengthOf(kind, varint);
    if (Number.isNaN(value)) {
      yield undefined;
      return;
    }
    const number = Math.floor(tag / 8);
    if (kind === 0) {
      yield { number, value };
      continue;
    }
    if (at + value > bytes.length) {
      yield undefined;
      return;
    }
    yield { number, value: bytes.subarray(at, at + value) };
    at += value;
  }
}

/** Of a field with a fixed length (wire types 1 and 5) or one that says its length (2). */
function lengthOf(kind: number, varint: () => number): number {
  if (kind === 2) return varint();
  return kind === 1 ? 8 : kind === 5 ? 4 : NaN;
}
