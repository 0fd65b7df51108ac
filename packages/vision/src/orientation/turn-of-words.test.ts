import { describe, expect, it } from 'vitest';
import { pageOf, prose, turnedClockwise, typeset } from '../layout/refine/typeset.fixture.ts';
import { turnOfWords } from './turn-of-words.ts';

const text = typeset(prose(8, 'L'), { x: 80, y: 300 });
const layer = (words: typeof text) => pageOf(words).textLayer;

describe('the way that words run', () => {
  it('is the turn of the page', () => {
    expect(turnOfWords(layer(text))).toBe(0);
    expect(turnOfWords(layer(turnedClockwise(text)))).toBe(90);
    const upsideDown = text.map((word) => ({ ...word, angle: 180 as const }));
    expect(turnOfWords(layer(upsideDown))).toBe(180);
  });

  it('is not told by a heading, a stamp on its side or half of the page', () => {
    expect(turnOfWords(layer(typeset(['A Heading'], { x: 80, y: 300 })))).toBeNull();
    const stamp = turnedClockwise(typeset(['A stamp on its side'], { x: 80, y: 300 }));
    expect(turnOfWords(layer([...text, ...stamp]))).toBe(0);
    expect(turnOfWords(layer([...text, ...turnedClockwise(text)]))).toBeNull();
  });

  it('is not told by the invisible text under a scan, nor where there is none', () => {
    expect(turnOfWords(layer(text.map((word) => ({ ...word, invisible: true }))))).toBeNull();
    expect(turnOfWords(null)).toBeNull();
  });
});
