import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import UPNG from 'upng-js';

interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Colours of all frames together: text and the memory's own need no more to look the same. */
const colours = 256;

/** A moving picture (APNG) out of pictures of a page. Only what changes from frame to frame takes room. */
export class Film {
  readonly #page: Page;
  readonly #clip: Clip;
  readonly #frames: PNG[] = [];
  readonly #milliseconds: number[] = [];

  constructor(page: Page, clip: Clip) {
    this.#page = page;
    this.#clip = clip;
  }

  /** Takes the page as it is now, to be shown so long; a frame that shows nothing new only prolongs the last one. */
  async take(milliseconds: number): Promise<void> {
    const frame = PNG.sync.read(await this.#page.screenshot({ clip: this.#clip }));
    const last = this.#frames.at(-1);
    if (last?.data.equals(frame.data)) {
      this.#milliseconds.push(this.#milliseconds.pop()! + milliseconds);
      return;
    }
    this.#frames.push(frame);
    this.#milliseconds.push(milliseconds);
  }

  encode(): Buffer {
    const { width, height } = this.#frames[0]!;
    const pixels = this.#frames.map(({ data }) => new Uint8Array(data).buffer);
    return Buffer.from(UPNG.encode(pixels, width, height, colours, this.#milliseconds));
  }
}
