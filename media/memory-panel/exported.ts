import type { Frame } from './frame.ts';
import { snapshotOf } from './snapshot.ts';
import type { Scene } from './view.ts';
import type { ExportMessage } from '../../src/protocol/panel.ts';

/** The chosen view as a file: what it shows as a picture, or the numbers that it shows. */
export async function exported(
  { current, section }: Frame,
  scene: Scene,
  format: ExportMessage['format'],
): Promise<ExportMessage> {
  const bytes = format === 'png' ? await pngOf(section) : jsonOf(current.data?.(scene) ?? current.table(scene));
  return { type: 'export', view: current.id, format, bytes };
}

function jsonOf(data: unknown): ArrayBuffer {
  return new TextEncoder().encode(`${JSON.stringify(data, undefined, 1)}\n`).buffer;
}

async function pngOf(section: HTMLElement): Promise<ArrayBuffer> {
  const canvas = snapshotOf(section);
  const blob = await new Promise<Blob>((resolve) => canvas.toBlob((made) => resolve(made!), 'image/png'));
  return blob.arrayBuffer();
}
