/** Watches every text of a stream of chunks for loops: the content of each choice, and its reasoning. */
import { type Chunk, textMembers } from './chunk.ts';
import type { Cut } from './completion-builder.ts';
import { type LoopKind, RepetitionDetector } from './repetition-detector.ts';

export interface FoundLoop {
  readonly kind: LoopKind;
  readonly cut: Cut;
}

interface WatchedText {
  readonly index: number;
  readonly member: string;
  readonly detector: RepetitionDetector;
}

export class LoopWatch {
  private readonly rows: number;
  private readonly texts: WatchedText[] = [];

  /** @param rows that the picture has room for, as in DetectorOptions */
  constructor(rows: number) {
    this.rows = rows;
  }

  /** Tokens seen so far, about. */
  get tokens(): number {
    let sum = 0;
    for (const { detector } of this.texts) sum += detector.tokens;
    return sum;
  }

  /** A choice that ends with this very chunk is no loop. */
  read({ choices }: Chunk): FoundLoop | null {
    for (const { index, delta, finish_reason: finish } of choices) {
      for (const member of textMembers) {
        const text = delta[member];
        if (typeof text !== 'string') continue;
        const loop = this.readText(index, member, text);
        if (loop !== null && typeof finish !== 'string') return loop;
      }
    }
    return null;
  }

  /** A piece of one text that goes on after it. */
  readText(index: number, member: string, text: string): FoundLoop | null {
    const loop = this.detectorOf(index, member).push(text);
    return loop === null ? null : { kind: loop.kind, cut: { index, member, length: loop.keep } };
  }

  /** There are one or two. */
  private detectorOf(index: number, member: string): RepetitionDetector {
    for (const text of this.texts) if (text.index === index && text.member === member) return text.detector;
    const detector = new RepetitionDetector({ rows: this.rows });
    this.texts.push({ index, member, detector });
    return detector;
  }
}
