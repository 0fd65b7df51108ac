import { describe, expect, it } from 'vitest';
import { parseSpotting } from './spotting.ts';

const locations = (...numbers: number[]) => numbers.map((n) => `<|LOC_${n}|>`).join('');
const size = { width: 200, height: 100 };

describe('parseSpotting', () => {
  it('pairs texts with their places in the pixels of the crop', () => {
    const answer =
      `<|TEXT_START|>EXIT\nONLY<|TEXT_END|><|LOC_BEGIN|>${locations(0, 0, 500, 0, 500, 250, 0, 250)}<|LOC_END|>` +
      `<|TEXT_START|>short<|TEXT_END|><|LOC_BEGIN|>${locations(1, 2)}<|LOC_END|>`;
    expect(parseSpotting(answer, size)).toEqual({
      content: 'EXIT\nONLY',
      result: {
        rec_texts: ['EXIT\nONLY'],
        rec_polys: [
          [
            [0, 0],
            [100, 0],
            [100, 25],
            [0, 25],
          ],
        ],
      },
    });
  });

  it('takes the first eight numbers of a place, over line ends, and leaves out what has fewer or no text', () => {
    const text = (word: string) => `<|TEXT_START|>${word}<|TEXT_END|>`;
    const place = (...numbers: number[]) => `<|LOC_BEGIN|>\n${locations(...numbers)}\n<|LOC_END|>`;
    const square = [0, 0, 1000, 0, 1000, 1000, 0, 1000];
    const { result } = parseSpotting(
      text('seven') + text('ten') + text('lost') + place(...square.slice(0, 7)) + place(...square, 5, 5),
      size,
    );
    expect(result).toEqual({
      rec_texts: ['ten'],
      rec_polys: [
        [
          [0, 0],
          [200, 0],
          [200, 100],
          [0, 100],
        ],
      ],
    });
  });

  it('falls back to bare numbers after their text', () => {
    const answer = ` one ${locations(0, 0, 1000, 0, 1000, 1000, 0, 1000)} two ${locations(10, 10, 20, 10, 20, 20, 10, 20)} tail ${locations(1)}`;
    const { content, result } = parseSpotting(answer, size);
    expect(content).toBe('one\n\ntwo');
    expect(result.rec_polys[0]).toEqual([
      [0, 0],
      [200, 0],
      [200, 100],
      [0, 100],
    ]);
    expect(result.rec_polys[1]).toEqual([
      [2, 1],
      [4, 1],
      [4, 2],
      [2, 2],
    ]);
  });

  it('finds nothing in nothing', () => {
    expect(parseSpotting('plain', size)).toEqual({ content: '', result: { rec_polys: [], rec_texts: [] } });
  });
});
