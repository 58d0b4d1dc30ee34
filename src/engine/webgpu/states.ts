/** States that lie on the device: a handful at a time, and on the host what is asked for, or has to make room. */
import { messageOf } from '../../protocol/failure.ts';
import { BackendLost, type State } from '../backend.ts';
import { copyOut, storageBuffer } from './buffers.ts';

/** States at most that lie on the device at once. */
const places = 16;

interface Place {
  readonly buffer: GPUBuffer;
  /** Whose state lies there; a state that nobody holds any more needs no copy. */
  owner: WeakRef<DeviceState> | undefined;
}

/** A state whose numbers are on the device until somebody wants them, or its place is needed. */
export class DeviceState implements State {
  readonly #device: GPUDevice;
  readonly #sizes: Sizes;
  #buffer: GPUBuffer | undefined;
  #fetched: Promise<void> | undefined;
  #values: Omit<State, 'fetch'> | undefined;

  constructor(device: GPUDevice, sizes: Sizes, buffer: GPUBuffer) {
    this.#device = device;
    this.#sizes = sizes;
    this.#buffer = buffer;
  }

  /** Where it lies on the device, if it does. */
  get buffer(): GPUBuffer | undefined {
    return this.#buffer;
  }

  get weights(): Float32Array {
    return this.#here.weights;
  }

  get conv(): Float32Array {
    return this.#here.conv;
  }

  /** @throws BackendLost where the device is gone, and the numbers with it */
  fetch(): Promise<void> {
    this.#fetched ??= this.#copy().catch((thrown: unknown) => {
      throw new BackendLost(messageOf(thrown));
    });
    return this.#fetched;
  }

  /** Another state will be written to where it lies: what is submitted from now on must not look there. */
  makeRoom(): void {
    // Who needs the numbers waits for `fetch`, and is told there what went wrong.
    this.fetch().catch(() => undefined);
    this.#buffer = undefined;
  }

  get #here(): Omit<State, 'fetch'> {
    if (this.#values === undefined) throw new TypeError('The state lies on the device: it has to be fetched first.');
    return this.#values;
  }

  /** Up to where it waits, it is submitted: so it is over before whatever comes next changes the buffer. */
  async #copy(): Promise<void> {
    const { weights, conv } = this.#sizes;
    const encoder = this.#device.createCommandEncoder();
    const copy = copyOut(this.#device, encoder, [[this.#buffer!, 4 * (weights + conv)]]);
    this.#device.queue.submit([encoder.finish()]);
    const bytes = await copy.read();
    this.#values = { weights: new Float32Array(bytes, 0, weights), conv: new Float32Array(bytes, 4 * weights, conv) };
  }
}

/** Numbers in the two parts of a state. */
export interface Sizes {
  readonly weights: number;
  readonly conv: number;
}

/** Gives new states their place: in turn, each time the one that was given longest ago. */
export class StatePool {
  readonly #device: GPUDevice;
  readonly #sizes: Sizes;
  readonly #places: Place[] = [];
  #next = 0;

  constructor(device: GPUDevice, sizes: Sizes) {
    this.#device = device;
    this.#sizes = sizes;
  }

  /** A state whose numbers are what will be written to its buffer next. */
  create(): DeviceState & { readonly buffer: GPUBuffer } {
    const { weights, conv } = this.#sizes;
    const place = (this.#places[this.#next] ??= {
      buffer: storageBuffer(this.#device, 4 * (weights + conv)),
      owner: undefined,
    });
    this.#next = (this.#next + 1) % places;
    place.owner?.deref()?.makeRoom();
    const state = new DeviceState(this.#device, this.#sizes, place.buffer);
    place.owner = new WeakRef(state);
    return state as DeviceState & { readonly buffer: GPUBuffer };
  }
}
