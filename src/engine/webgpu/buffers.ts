/** Buffers on the device. The flags are those of the WebGPU standard: as names they exist in browsers only. */

const mapRead = 0x0001;
const copySource = 0x0004;
const copyTarget = 0x0008;
const uniform = 0x0040;
const storage = 0x0080;

/** For shaders; it can be written to and copied from. */
export function storageBuffer(device: GPUDevice, bytes: number): GPUBuffer {
  return device.createBuffer({ size: whole(bytes), usage: storage | copySource | copyTarget });
}

/** For shaders, with its content. */
export function filledBuffer(
  device: GPUDevice,
  content: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
): GPUBuffer {
  const buffer = storageBuffer(device, content.byteLength);
  device.queue.writeBuffer(buffer, 0, content);
  return buffer;
}

/** A few numbers that a shader takes as its parameters. */
export function parameters(device: GPUDevice, values: readonly number[]): GPUBuffer {
  const buffer = device.createBuffer({ size: Math.ceil(values.length / 4) * 16, usage: uniform | copyTarget });
  device.queue.writeBuffer(buffer, 0, Uint32Array.from(values));
  return buffer;
}

/** Copies parts of buffers, one after the other, to where `read` can read them. */
export interface Copy {
  read(): Promise<ArrayBuffer>;
}

/**
 * @param parts (buffer, bytes from its beginning on)
 * @returns what has to be read after `encoder` was submitted, once
 */
export function copyOut(device: GPUDevice, encoder: GPUCommandEncoder, parts: readonly [GPUBuffer, number][]): Copy {
  const size = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  const target = device.createBuffer({ size, usage: mapRead | copyTarget });
  let at = 0;
  for (const [buffer, bytes] of parts) {
    encoder.copyBufferToBuffer(buffer, 0, target, at, bytes);
    at += bytes;
  }
  return {
    read: async () => {
      try {
        await target.mapAsync(mapRead);
        return target.getMappedRange().slice(0);
      } finally {
        target.destroy();
      }
    },
  };
}

/** Copies want multiples of 4 bytes. */
function whole(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}
