import type { TextWord } from '@recto/documents';
import { describe, expect, it } from 'vitest';
import { textBlocks } from './text-blocks.ts';
import { lineText, textLines } from './text-lines.ts';
import { indexEntries, prose, testSize, turnedClockwise, typeset } from './typeset.fixture.ts';

const linesOf = (words: readonly TextWord[], angle: TextWord['angle'] = 0) =>
  textLines(words, angle, testSize).toSorted(
    (a, b) => a.baseline - b.baseline || a.upright[0] - b.upright[0],
  );
const blocksOf = (words: readonly TextWord[], angle: TextWord['angle'] = 0) =>
  textBlocks(textLines(words, angle, testSize)).map(({ lines }) => lines.map(lineText));
const byFirst = (blocks: readonly string[][]) =>
  blocks.toSorted((a, b) => (a[0] ?? '').localeCompare(b[0] ?? ''));

describe('lines of a text layer', () => {
  it('end at a column gap, whatever the order of the words', () => {
    const left = typeset(prose(4, 'L'), { x: 50, y: 100, width: 400 });
    const right = typeset(prose(4, 'R'), { x: 480, y: 100, width: 400 });
    const interleaved = left.flatMap((word, i) => (right[i] ? [right[i], word] : [word]));
    const texts = linesOf([...interleaved, ...right.slice(left.length)]).map(lineText);
    expect(texts).toEqual([0, 1, 2, 3].flatMap((i) => [prose(4, 'L')[i], prose(4, 'R')[i]]));
  });

  it('are joined over a stretched space that the rows around run across', () => {
    const words = typeset(
      ['the first row of a paragraph runs on', 'el Fondo', 'the third row of it runs on as well', 'end'],
      {
        x: 50,
        y: 100,
        width: 200,
      },
    );
    const torn = typeset(['el Fondo', ''], { x: 50, y: 124, width: 125 }).filter(({ text }) => text !== '');
    const row = (word: TextWord) => word.baseline === 124;
    expect(torn[1]!.box[0] - torn[0]!.box[2]).toBeGreaterThan(20);
    expect(linesOf([...words.filter((w) => !row(w)), ...torn]).map(lineText)[1]).toBe('el Fondo');
  });

  it('take in exponents and indices', () => {
    const words = typeset(['area in m and more'], { x: 50, y: 100 });
    const at = words[2]!.box[2];
    const exponent = typeset(['2'], { x: at + 1, y: 89, size: 12 });
    const [line, ...others] = linesOf([...words, ...exponent]);
    expect(others).toEqual([]);
    expect(line?.words.map(({ text }) => text)).toEqual(['area', 'in', 'm', '2', 'and', 'more']);
    expect(line?.fontSize).toBe(20);
  });

  it('take in the raised mark of a note that hangs', () => {
    const mark = typeset(['1)'], { x: 50, y: 93, size: 10 });
    const note = typeset(['limits of the table above'], { x: 85, y: 100, size: 14 });
    expect(linesOf([...mark, ...note]).map(lineText)).toEqual(['1) limits of the table above']);
  });

  it('do not join a large numeral with the small print beside it', () => {
    const numeral = typeset(['7'], { x: 50, y: 110, size: 60 });
    const words = typeset(['Compensation'], { x: 100, y: 108, size: 14 });
    expect(
      linesOf([...numeral, ...words])
        .map(lineText)
        .sort(),
    ).toEqual(['7', 'Compensation']);
  });

  it('keep a section number with its heading', () => {
    const number = typeset(['2.1'], { x: 50, y: 100, bold: true });
    const heading = typeset(['Related work'], { x: 120, y: 100, bold: true });
    expect(linesOf([...number, ...heading]).map(lineText)).toEqual(['2.1 Related work']);
  });

  it('leave line numbers in a narrow gutter alone', () => {
    const columns = [
      ...typeset(prose(20, 'L'), { x: 50, y: 100, width: 400 }),
      ...typeset(prose(20, 'R'), { x: 486, y: 100, width: 400 }),
    ];
    const numbers = [5, 10, 15, 20].flatMap((n) => typeset([String(n)], { x: 458, y: 100 + (n - 1) * 24 }));
    const lines = linesOf([...columns, ...numbers]);
    expect(lines.filter((line) => line.isLineNumber).map(lineText)).toEqual(['5', '10', '15', '20']);
    expect(lines.every(({ box }) => box[2] - box[0] <= 401)).toBe(true);
  });

  it('are found in turned text, with boxes on the page as it is', () => {
    const upright = typeset(prose(3, 'T'), { x: 100, y: 200 });
    const turned = linesOf(turnedClockwise(upright), 90);
    expect(turned.map(lineText)).toEqual(prose(3, 'T'));
    const [x0, y0, x1, y1] = turned[0]!.box;
    expect(y0).toBe(100);
    expect(y1 - y0).toBeGreaterThan(x1 - x0);
    expect(x1).toBeLessThanOrEqual(1000 - 200 + 18.1);
  });

  it('leave out what lies off the page', () => {
    expect(linesOf(typeset(['gone'], { x: 2000, y: 100 }))).toEqual([]);
  });
});

describe('blocks of lines', () => {
  it('are entries of one line each where each begins with its mark', () => {
    const entries = ['(1) shares that are not subject to it', '(2) options of the ten largest groups'];
    expect(blocksOf(typeset(entries, { x: 50, y: 100 }))).toEqual(entries.map((entry) => [entry]));
  });

  it('are paragraphs: ended by an indent, a space between, or larger type', () => {
    const words = [
      ...typeset(['A Heading'], { x: 50, y: 100, size: 30 }),
      ...typeset(prose(4, 'a'), { x: 50, y: 150, width: 400 }),
      ...typeset(prose(4, 'b'), { x: 50, y: 246, width: 400, indent: 25 }),
      ...typeset(prose(3, 'c'), { x: 50, y: 380, width: 400 }),
    ];
    expect(byFirst(blocksOf(words))).toEqual(
      byFirst([['A Heading'], prose(4, 'a'), prose(4, 'b'), prose(3, 'c')]),
    );
  });

  it('do not join a page-wide line with the columns below it', () => {
    const words = [
      ...typeset(['wide '.repeat(15).trim()], { x: 50, y: 100, width: 830 }),
      ...typeset(prose(3, 'L'), { x: 50, y: 124, width: 400 }),
      ...typeset(prose(3, 'R'), { x: 480, y: 124, width: 400 }),
    ];
    expect(
      blocksOf(words)
        .map((lines) => lines.length)
        .toSorted(),
    ).toEqual([1, 3, 3]);
  });

  it('hold a centred heading of two lines together', () => {
    const words = [
      ...typeset(['Incremental Coordination of Speech'], { x: 200, y: 100, bold: true }),
      ...typeset(['in Conversation'], { x: 295, y: 124, bold: true }),
    ];
    expect(blocksOf(words)).toHaveLength(1);
  });

  it('are the entries of a list with hanging lines', () => {
    const entry = (n: number, y: number) => [
      ...typeset([`${n}.`], { x: 50, y }),
      ...typeset(prose(2, `e${n}`, 37), { x: 80, y }),
    ];
    const words = [...entry(1, 100), ...entry(2, 148), ...entry(3, 196)];
    expect(blocksOf(words).map((lines) => lines.length)).toEqual([2, 2, 2]);
  });

  describe('of an index', () => {
    const entries = indexEntries(50, 100);
    const words = entries.flatMap((entry) => entry.words);

    it('are its entries, each with its pages and with the lines below that go on', () => {
      expect(blocksOf(words)).toEqual(entries.map(({ lines }) => lines));
    });

    it('are not found where the numbers stand in a column', () => {
      const table = [...Array(12).keys()].flatMap((i) => [
        ...typeset([`${'i'.repeat((i * 5) % 7)}tem`], { x: 50, y: 100 + i * 24 }),
        ...typeset([`${i}`], { x: 165, y: 100 + i * 24 }),
      ]);
      expect(linesOf(table)).toHaveLength(24);
    });
  });

  it('hold every line once', () => {
    const words = [40, 480].flatMap((x) => typeset(prose(30, `c${x}`), { x, y: 90, width: 400 }));
    const lines = textLines(words, 0, testSize);
    const inBlocks = textBlocks(lines).flatMap((block) => block.lines);
    expect(new Set(inBlocks).size).toBe(inBlocks.length);
    expect(new Set(inBlocks)).toEqual(new Set(lines));
  });
});
