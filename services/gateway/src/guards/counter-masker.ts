/**
 * Rewrites an answer so that counting becomes plain repetition: a number that is one more than one of the few before it is
 * written as one and the same character. "<fcel>7<nl><fcel>8<nl>" then repeats.
 */

/** Stands for a number that counts on; never a character of text. */
export const counterCode = 0xffff;

const rememberedNumbers = 8;
const longestNumber = 9;
const zero = 0x30;
const none: readonly number[] = [];

export class CounterMasker {
  /** Numbers in a row that counted on. A few that do not are forgiven: other columns. */
  run = 0;
  /** Offset of the end of the first number of the run. */
  runStart = 0;
  private readonly recent: number[] = [];
  private digits: number[] = [];
  private offset = 0;
  private strangers = 0;

  /** @returns the characters that take its place: none while a number goes on */
  push(code: number): readonly number[] {
    this.offset += 1;
    if (code >= zero && code <= zero + 9) {
      this.digits.push(code);
      if (this.digits.length <= longestNumber) return none;
      // Too long to count with: an account, a barcode.
      return this.take();
    }
    if (this.digits.length === 0) return [code];
    const { digits } = this;
    this.digits = [];
    return this.countsOn(digits) ? [counterCode, code] : [...digits, code];
  }

  private take(): number[] {
    const { digits } = this;
    this.digits = [];
    return digits;
  }

  private countsOn(digits: readonly number[]): boolean {
    const value = digits.reduce((sum, digit) => sum * 10 + digit - zero, 0);
    const counts = this.recent.includes(value - 1);
    this.recent.push(value);
    if (this.recent.length > rememberedNumbers) this.recent.shift();
    if (counts) {
      if (this.run === 0) this.runStart = this.offset - 1;
      this.run += 1;
      this.strangers = 0;
    } else if (++this.strangers >= rememberedNumbers) this.run = 0;
    return counts;
  }
}
