/** Lines of ink that nothing covers -> text regions: neighbours below each other are one block. */
import { type Box, boundingBox, boxHeight, boxWidth, coverage, intervalOverlap } from '@recto/geometry';
import type { Piece } from './piece.ts';

/** Share of a line that regions must cover for it to count as seen. */
const seenShare = 0.5;
/** Lines of a block: distance in heights of the lower one, share of the narrower one's width, factor between heights. */
const sameBlock = { gap: 1.2, width: 0.5, height: 1.8 };

function belongs(block: Box, last: Box, line: Box): boolean {
  const gap = line[1] - last[3];
  const low = Math.min(boxHeight(last), boxHeight(line));
  const shared = intervalOverlap(block[0], block[2], line[0], line[2]);
  return (
    gap > -low &&
    gap <= sameBlock.gap * low &&
    Math.max(boxHeight(last), boxHeight(line)) <= sameBlock.height * low &&
    shared >= sameBlock.width * Math.min(boxWidth(block), boxWidth(line))
  );
}

/** `ink`: boxes of lines, top to bottom. Lines that the pieces cover are left out. */
export function missedInk(ink: readonly Box[], pieces: readonly Piece[]): Piece[] {
  const missed = ink.filter(
    (line) => pieces.reduce((sum, { box }) => sum + coverage(line, box), 0) < seenShare,
  );
  const blocks: { box: Box; last: Box }[] = [];
  for (const line of missed) {
    const block = blocks.findLast(({ box, last }) => belongs(box, last, line));
    if (block) {
      block.box = boundingBox([block.box, line]);
      block.last = line;
    } else blocks.push({ box: line, last: line });
  }
  return blocks.map(({ box }) => ({ label: 'text', score: 0, box, lines: [] }));
}
