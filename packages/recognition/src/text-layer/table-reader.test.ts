import { afterAll, describe, expect, it } from 'vitest';
import { blankCrop } from '../prepare/crop.ts';
import { createTableReader } from './table-reader.ts';

const reader = createTableReader({ threads: 1 });
afterAll(() => reader.close());

const word = (text: string, x: number, y: number) => ({
  text,
  box: [x, y, x + text.length * 8, y + 16] as const,
});
const never = new AbortController().signal;

describe('createTableReader', () => {
  it('tells a table from its words in another thread', async () => {
    const words = ['Item', 'Price', 'Tea', '4', 'Milk', '2'].map((text, i) =>
      word(text, (i % 2) * 200 + 10, Math.floor(i / 2) * 40 + 10),
    );
    expect(await reader.read(words, blankCrop(300, 140), never)).toBe(
      '<table><tr><td>Item</td><td>Price</td></tr><tr><td>Tea</td><td>4</td></tr><tr><td>Milk</td><td>2</td></tr></table>',
    );
    expect(await reader.read([], blankCrop(300, 140), never)).toBeNull();
  });

  it('leaves when it is told to', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(reader.read([word('a', 0, 0)], blankCrop(50, 50), gone)).rejects.toThrow('gone');
  });
});
