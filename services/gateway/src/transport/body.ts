/**
 * The bytes of a request body, in the pieces in which they came. Joined they would have to be copied into fresh memory, which takes longer
 * than all else that the gateway does with a body of 2 MB. Offsets count from the body's first byte.
 *
 * A body's memory is given back as soon as nobody needs it. Left to the garbage collector, a second's bodies would be hundreds of
 * megabytes, and what it does to find them more work than all else: memory outside V8's heap makes it look for garbage every 64 MB
 * (measured with bodies of 2 MB: two fifths of the processor's time). Who needs a body beyond the step that it was handed to holds it:
 * the caller's response, a call shared by several callers, and above all a socket that writes it, for the kernel reads that memory
 * without asking V8. What nobody ever held is the collector's, as always.
 */

/** Bytes `[start, end)` of a body. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export class Body {
  readonly length: number;
  private readonly pieces: readonly Buffer[];
  /** Whether the pieces are memory of their own, which nobody else reads. */
  private readonly owned: boolean;
  private holders = 0;
  private readonly firstQuotes: readonly number[];
  /** The piece that was read last, and where it lies. */
  private index = 0;
  private piece: Buffer = noBytes;
  private pieceStart = 0;
  private pieceEnd = 0;

  private constructor(pieces: readonly Buffer[], owned: boolean, firstQuotes = pieces.map(firstQuote)) {
    this.pieces = pieces;
    this.owned = owned;
    this.firstQuotes = firstQuotes;
    this.length = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /**
   * Over pieces that nobody else holds: their memory goes with the body's last holder.
   * @param firstQuotes by piece, as `firstQuote` found it when the piece came: then it lay in the processor's cache; searching for the
   * end of an image later means to fetch all of it from memory again
   */
  static owning(pieces: readonly Buffer[], firstQuotes?: number[]): Body {
    return new Body(pieces, true, firstQuotes);
  }

  /** Over bytes that stay the giver's. */
  static of(bytes: Buffer | string): Body {
    return new Body([Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)], false);
  }

  /** Keeps the memory until the returned function is called; the last one gives it back. */
  hold(): () => void {
    this.holders += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.holders -= 1;
      if (this.holders === 0 && this.owned) for (const { buffer } of this.pieces) free(buffer);
    };
  }

  /** The byte at an offset; undefined beyond the end. */
  at(offset: number): number | undefined {
    if (offset < this.pieceStart || offset >= this.pieceEnd) this.seek(offset);
    return this.piece[offset - this.pieceStart];
  }

  /** Where a byte comes first in a span; -1 where it does not. */
  indexOf(byte: number, start: number, end = this.length): number {
    let from = start;
    while (from < end) {
      this.at(from);
      const found = this.indexInPiece(byte, from - this.pieceStart);
      if (found !== -1) return found + this.pieceStart < end ? found + this.pieceStart : -1;
      if (this.pieceEnd <= from) return -1;
      from = this.pieceEnd;
    }
    return -1;
  }

  private indexInPiece(byte: number, from: number): number {
    const known = byte === quote ? this.firstQuotes[this.index] : undefined;
    return known === -1 || (known !== undefined && known >= from) ? known : this.piece.indexOf(byte, from);
  }

  /** Views of the bytes of a span, in order. */
  slices(start = 0, end = this.length): Buffer[] {
    const found: Buffer[] = [];
    let pieceStart = 0;
    for (const piece of this.pieces) {
      const pieceEnd = pieceStart + piece.length;
      if (pieceEnd > start && pieceStart < end)
        found.push(piece.subarray(Math.max(0, start - pieceStart), Math.min(piece.length, end - pieceStart)));
      pieceStart = pieceEnd;
    }
    return found;
  }

  text(encoding: 'utf8' | 'latin1', start = 0, end = this.length): string {
    this.at(start);
    if (end <= this.pieceEnd)
      return this.piece.toString(encoding, start - this.pieceStart, end - this.pieceStart);
    return Buffer.concat(this.slices(start, end)).toString(encoding);
  }

  /** Whether a span holds the same bytes as one of equal length in another body. */
  sameAs({ start, end }: Span, other: Body, otherStart: number): boolean {
    let at = otherStart;
    for (const slice of this.slices(start, end)) {
      let compared = 0;
      for (const theirs of other.slices(at, at + slice.length)) {
        if (slice.compare(theirs, 0, theirs.length, compared, compared + theirs.length) !== 0) return false;
        compared += theirs.length;
      }
      if (compared < slice.length) return false;
      at += slice.length;
    }
    return true;
  }

  private seek(offset: number): void {
    this.pieceStart = 0;
    for (this.index = 0; this.index < this.pieces.length; this.index += 1) {
      this.piece = this.pieces[this.index] as Buffer;
      this.pieceEnd = this.pieceStart + this.piece.length;
      if (offset < this.pieceEnd) return;
      this.pieceStart = this.pieceEnd;
    }
    this.piece = noBytes;
  }
}

const noBytes = Buffer.alloc(0);
const quote = 0x22;

/** Where a piece has its first quotation mark; -1 for nowhere, as within an image. */
export const firstQuote = (piece: Buffer): number => piece.indexOf(quote);

/** For memory that nobody reads any more: what still refers to it is empty from now on. */
export function free(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
