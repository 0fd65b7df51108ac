import { describe, expect, it } from 'vitest';
import { type Title, titleLevels } from './title-levels.ts';

const title = (content: string, height = 20): Title => ({ content, box: [0, 0, 400, height] });
const levels = (...titles: Title[]) => titleLevels(titles);
/** Alone in its document a numbered title has rank 1 and cluster 1: the level shows only where a size contradicts the rank. */
const numbered = (content: string, cluster: number) =>
  levels(
    ...Array.from({ length: cluster - 1 }, (_, i) => title('plain', 100 - 20 * i)),
    title(content, 10),
  ).at(-1);

describe('titleLevels', () => {
  it.each([
    ['(1) a', 4],
    ['1.2) a', 4],
    ['（3）a', 4],
    ['IV. a', 1],
    ['iv. a', 1],
    ['VII', 1],
    ['第一章 总则', 1],
    ['（二）背景', 1],
    ['三、方法', 1],
    ['A. a', 2],
    ['1 a', 1],
    ['1.2 a', 2],
    ['1.2.3 a', 3],
  ])('%s agrees with its size at level %i', (content, level) => {
    expect(numbered(content, level)).toBe(level);
    // Semantic level and size differ: the rank among the kinds of numbering decides.
    expect(numbered(content, (level % 4) + 1)).toBe(1);
  });

  it('ranks kinds of numbering in order of appearance and Arabic numbers by their depth', () => {
    const sized = (content: string) => title(content, 10);
    const plain = [title('plain', 100), title('plain', 80), title('plain', 60)];
    expect(levels(...plain, sized('A. x'), sized('1.1 y'), sized('1.1.1 z'), sized('2 w')).slice(3)).toEqual([
      1, 2, 3, 1,
    ]);
  });

  it('may leave the ladder in odd documents', () => {
    const plain = [title('plain', 100), title('plain', 80), title('plain', 60)];
    expect(levels(...plain, title('1.1.1.1 a', 10), title('1.1 b', 10)).slice(3)).toEqual([4, -1]);
  });

  it('takes keywords for top titles and the rest by size', () => {
    expect(
      levels(title('Big', 40), title('参 考 文 献：', 10), title('small', 10), title('结论', 10)),
    ).toEqual([1, 1, 2, 1]);
  });

  it.each(['Introduction', 'related work', 'METHODS :', '参考文献：'])('%j is a keyword', (content) => {
    expect(levels(title('Big', 40), title(content, 10))).toEqual([1, 1]);
  });

  it('knows four sizes at most', () => {
    expect(levels(...[100, 80, 60, 40, 20].map((height) => title('plain', height))).at(-1)).toBe(4);
  });

  it('measures whole pixels, over the edges of the box, and across what is no wider than high', () => {
    const sized = (x1: number, y0: number, y1: number): Title => ({
      content: 'plain',
      box: [0, y0, x1, y1],
    });
    expect(levels(sized(400, 0.5, 20.5), title('plain', 21), title('plain', 20))).toEqual([1, 1, 2]);
    expect(levels(sized(30, 0, 20), title('plain', 20), title('plain', 30))).toEqual([2, 2, 1]);
    expect(levels(sized(30, 0, 31), title('plain', 30), title('plain', 31))).toEqual([2, 2, 1]);
  });

  it('measures a line of a title, and across for vertical ones', () => {
    expect(levels(title('Two\nlines', 40), title('one', 20))).toEqual([1, 1]);
    expect(levels({ content: '竖排', box: [0, 0, 20.2, 300] }, title('plain', 21), title('big', 60))).toEqual(
      [2, 2, 1],
    );
  });

  it('knows no levels of no titles', () => {
    expect(levels()).toEqual([]);
  });

  it('takes words for words', () => {
    const plain = [title('plain', 100), title('plain', 80)];
    for (const content of ['Data Sources', 'Inventory', '十一月的计划表', '二十一、x', '2) x'])
      expect(levels(...plain, title(content, 10)).at(-1), content).toBe(content === '2) x' ? 1 : 3);
  });
});
