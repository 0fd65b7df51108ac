/**
 * The last characters of an answer, and whether they end in copies of one unit.
 * Bounded: beyond `windowLength` characters the oldest are forgotten. A search costs one pass over what is held.
 */

/** Characters; holds three copies of a unit of some 2,400 and what may follow them. */
export const windowLength = 8192;

/** A suffix that is at least three copies of a unit; lengths in characters. */
export interface PeriodicTail {
  readonly unitLength: number;
  /** Of all copies, the begun one included. */
  readonly length: number;
}

const firstCapacity = 128;
/** Most windows never hold anything. */
const noCodes = new Uint16Array(0);
const noTicks = new Uint32Array(0);
/** Borders of the tail read backwards. One for all windows: a search never waits. */
const borders = new Uint16Array(windowLength + 1);

export class TailWindow {
  private codes = noCodes;
  /** Tokens of the answer up to and with each character. */
  private ticks = noTicks;
  private length = 0;

  push(code: number, tick: number): void {
    if (this.length === this.codes.length) this.makeRoom();
    this.codes[this.length] = code;
    this.ticks[this.length] = tick;
    this.length += 1;
  }

  /**
   * The first tail that `isLoop` accepts, from short to long; null where there is none. There are only a few for any text.
   * @param isLoop gets a tail in its full length, and the tokens that came after its third copy
   */
  find(isLoop: (tail: PeriodicTail, tokensAfter: number) => boolean): PeriodicTail | null {
    const { codes, ticks, length } = this;
    const last = length - 1;
    const held = Math.min(length, windowLength);
    // Knuth, Morris and Pratt's prefix function of the tail read backwards: a suffix of m characters whose longest border has b
    // repeats with period m - b, and with no shorter one.
    let border = 0;
    borders[1] = 0;
    for (let m = 2; m <= held + 1; m += 1) {
      const before = border;
      if (m > held) border = -1;
      else {
        const code = codes[last - m + 1] as number;
        while (border > 0 && codes[last - border] !== code) border = borders[border] as number;
        if (codes[last - border] === code) border += 1;
        borders[m] = border;
      }
      const unitLength = m - 1 - before;
      const goesOn = border === before + 1;
      if (goesOn || m - 1 < 3 * unitLength) continue;
      const tail = { unitLength, length: m - 1 };
      const thirdEnds = last - tail.length + 3 * unitLength;
      if (isLoop(tail, (ticks[last] as number) - (ticks[thirdEnds] as number))) return tail;
    }
    return null;
  }

  /** The first `unitLength` characters of the tail. */
  unitOf({ unitLength, length }: PeriodicTail): string {
    const start = this.length - length;
    return String.fromCharCode(...this.codes.subarray(start, start + unitLength));
  }

  private makeRoom(): void {
    if (this.codes.length < 2 * windowLength) {
      const capacity = Math.max(firstCapacity, 2 * this.codes.length);
      this.codes = grown(this.codes, new Uint16Array(capacity));
      this.ticks = grown(this.ticks, new Uint32Array(capacity));
      return;
    }
    const from = this.length - windowLength;
    this.codes.copyWithin(0, from);
    this.ticks.copyWithin(0, from);
    this.length = windowLength;
  }
}

function grown<T extends Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
