/**
 * Levenshtein distance by Myers' bit-parallel method in blocks of 32 rows (G. Myers, JACM 46 (1999);
 * H. Hyyrö's block form): one pass over the text costs |text| * |pattern| / 32 steps. UTF-16 code units.
 */

/** `match` begins every column at 0, so that the pattern may start anywhere in the text; `whole` at the column's number. */
type Mode = 'whole' | 'match';

const wordBits = 32;

/** For every code unit of the pattern, one word a block with a bit for each row where it stands. */
const rowsOf = (pattern: string, blocks: number): Map<number, Int32Array> => {
  const rows = new Map<number, Int32Array>();
  for (let row = 0; row < pattern.length; row += 1) {
    const unit = pattern.charCodeAt(row);
    let words = rows.get(unit);
    if (words === undefined) {
      words = new Int32Array(blocks);
      rows.set(unit, words);
    }
    words[row >>> 5]! |= 1 << (row & 31);
  }
  return rows;
};

/** Calls `onColumn(end, distance)` with the distance of the whole pattern to the text that ends before index `end`. */
const scan = (
  pattern: string,
  text: string,
  mode: Mode,
  onColumn: (end: number, distance: number) => void,
): void => {
  const blocks = Math.ceil(pattern.length / wordBits);
  const rows = rowsOf(pattern, blocks);
  const nowhere = new Int32Array(blocks);
  const plus = new Int32Array(blocks).fill(-1);
  const minus = new Int32Array(blocks);
  const lastBit = 1 << ((pattern.length - 1) & 31);
  let distance = pattern.length;

  for (let column = 0; column < text.length; column += 1) {
    const equal = rows.get(text.charCodeAt(column)) ?? nowhere;
    let carry = mode === 'whole' ? 1 : 0;
    for (let block = 0; block < blocks; block += 1) {
      const pv = plus[block]!;
      const mv = minus[block]!;
      const fromBelow = carry < 0 ? 1 : 0;
      const xv = equal[block]! | mv;
      const eq = equal[block]! | fromBelow;
      const xh = ((((eq & pv) + pv) | 0) ^ pv) | eq;
      let ph = mv | ~(xh | pv);
      let mh = pv & xh;
      const outBit = block === blocks - 1 ? lastBit : 1 << 31;
      const out = (ph & outBit) !== 0 ? 1 : (mh & outBit) !== 0 ? -1 : 0;
      ph = (ph << 1) | (carry > 0 ? 1 : 0);
      mh = (mh << 1) | fromBelow;
      plus[block] = mh | ~(xv | ph);
      minus[block] = ph & xv;
      carry = out;
    }
    distance += carry;
    onColumn(column + 1, distance);
  }
};

export const editDistance = (a: string, b: string): number => {
  const [pattern, text] = a.length < b.length ? [a, b] : [b, a];
  if (pattern === '') return text.length;
  let result = pattern.length;
  scan(pattern, text, 'whole', (_end, distance) => {
    result = distance;
  });
  return result;
};

/** Indices in `text` before which something within `maxDistance` edits of `pattern` ends. */
export const approximateEnds = (pattern: string, text: string, maxDistance: number): number[] => {
  if (pattern === '') return Array.from({ length: text.length + 1 }, (_, end) => end);
  const ends: number[] = pattern.length <= maxDistance ? [0] : [];
  scan(pattern, text, 'match', (end, distance) => {
    if (distance <= maxDistance) ends.push(end);
  });
  return ends;
};
