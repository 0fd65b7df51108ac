/**
 * Rewrites an answer so that counting becomes plain repetition: a number that is one more than one of the few before it is
 * written as one and the same character. "<fcel>7<nl><fcel>8<nl>" then repeats.
 */

/** Stands for a number that counts on; never a character of text. */
export const counterCode = 0xffff;

/** So many other numbers may stand between one and the next: the columns of a row. */
const rememberedNumbers = 8;
/** Longer ones are no counters: accounts, barcodes. */
const longestNumber = 9;
const zero = 0x30;

export class CounterMasker {
  /** Numbers that counted on, since the last time that several in a row did not. */
  run = 0;
  /** Offset, in the answer, of the end of the run's first number. */
  runStart = 0;
  private readonly emit: (code: number) => void;
  private readonly recent: number[] = [];
  private digits: number[] = [];
  private offset = 0;
  private strangers = 0;

  /** @param emit gets the characters of the rewritten answer */
  constructor(emit: (code: number) => void) {
    this.emit = emit;
  }

  push(code: number): void {
    const isDigit = code >= zero && code <= zero + 9;
    if (isDigit) this.digits.push(code);
    else {
      if (this.digits.length > 0) this.endNumber();
      this.emit(code);
    }
    if (this.digits.length > longestNumber) this.spellOut();
    this.offset += 1;
  }

  private endNumber(): void {
    const value = this.digits.reduce((sum, digit) => sum * 10 + digit - zero, 0);
    const counts = this.recent.includes(value - 1);
    this.recent.push(value);
    if (this.recent.length > rememberedNumbers) this.recent.shift();
    if (!counts) {
      this.strangers += 1;
      if (this.strangers >= rememberedNumbers) this.run = 0;
      this.spellOut();
      return;
    }
    if (this.run === 0) this.runStart = this.offset;
    this.run += 1;
    this.strangers = 0;
    this.digits = [];
    this.emit(counterCode);
  }

  private spellOut(): void {
    for (const digit of this.digits) this.emit(digit);
    this.digits = [];
  }
}
