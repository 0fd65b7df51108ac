import type { TextLayer, TextWord } from '@recto/documents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuarterTurn } from './rotate-raster.ts';
import { turnText } from './turn-text.ts';

const page = { width: 600, height: 800 };
const sideways = { width: 800, height: 600 };
const word = (changes: Partial<TextWord>): TextWord => ({
  text: 'word',
  box: [100, 40, 160, 60],
  baseline: 56,
  fontSize: 20,
  fontName: 'Times',
  bold: false,
  italic: false,
  angle: 0,
  invisible: false,
  unmapped: 0,
  spaceAfter: true,
  ...changes,
});
const layer = (...words: TextWord[]): TextLayer => ({ words, images: [[0, 0, 300, 100]] });

describe('turnText', () => {
  it('sets the words of a page upright that lies on its side', () => {
    // Read from top to bottom at the right edge: a page turned clockwise.
    const lying = layer(word({ angle: 90, box: [540, 100, 560, 160], baseline: 544 }));
    const [upright] = turnText(lying, 90, page).words;
    expect(upright).toMatchObject({ angle: 0, box: [100, 40, 160, 60], baseline: 56 });
  });

  it('turns pictures along, and nothing by no turn', () => {
    expect(turnText(layer(), 180, page).images).toEqual([[300, 700, 600, 800]]);
    const same = layer(word({}));
    expect(turnText(same, 0, page)).toBe(same);
  });

  it('comes back after a full turn', () => {
    const words = fc.record({
      x: fc.integer({ min: 0, max: 500 }),
      y: fc.integer({ min: 0, max: 700 }),
      at: fc.integer({ min: 0, max: 20 }),
      angle: fc.constantFrom<QuarterTurn>(0, 90, 180, 270),
    });
    fc.assert(
      fc.property(words, fc.constantFrom<QuarterTurn>(90, 180, 270), ({ x, y, at, angle }, degrees) => {
        const baseline = (angle === 0 || angle === 180 ? y : x) + at;
        const given = layer(word({ box: [x, y, x + 60, y + 20], baseline, angle }));
        const there = turnText(given, degrees, page);
        const back = (360 - degrees) as QuarterTurn;
        expect(turnText(there, back, degrees === 180 ? page : sideways)).toEqual(given);
      }),
    );
  });
});
