import type { Box } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from './draft.ts';
import { joinParagraphs, joinText } from './join-paragraphs.ts';

let ids = 0;
const block = (label: string, content = '', box: Box = [100, 0, 500, 50]): Draft => {
  ids += 1;
  return { label, content, box, page: 0, id: ids, group: ids, sources: null };
};
const text = (content: string) => block('text', content);
const joined = (...pages: Draft[][]) => {
  joinParagraphs(pages);
  return pages.map((page) => page.filter(({ label }) => label === 'text').map(({ content }) => content));
};

describe('joinText', () => {
  it.each([
    ['an exam-', 'ple', 'an example'],
    ['an exam\u00ad', 'ple', 'an example'],
    ['the Anglo-', 'Saxon', 'the Anglo-Saxon'],
    ['it goes', 'on', 'it goes on'],
    ['这是一', '段话', '这是一段话'],
    ['第一，', '第二', '第一，第二'],
    ['한국어', '문장', '한국어 문장'],
    ['使用', 'Recto', '使用 Recto'],
  ])('%j + %j', (before, after, whole) => {
    expect(joinText(before, after)).toBe(whole);
  });
});

describe('joinParagraphs', () => {
  it('joins over page furniture, figures, tables and their captions', () => {
    const pages = [
      [
        text('first'),
        text('It goes'),
        block('figure_title', 'Fig. 1'),
        block('footnote', '1 x'),
        block('number', '3'),
      ],
      [
        block('header', 'H'),
        block('image'),
        block('table', '<table></table>'),
        text('on here.'),
        text('last'),
      ],
    ];
    expect(joined(...pages)).toEqual([
      ['first', 'It goes on here.'],
      ['', 'last'],
    ]);
    expect(pages[1]?.[3]?.group).toBe(pages[0]?.[1]?.group);
  });

  it('gathers a paragraph over three pages on the first', () => {
    const pages = [[text('one,')], [text('two,')], [text('three.')]].map((page, i) =>
      page.map((b) => ({ ...b, page: i })),
    );
    expect(joined(...pages)).toEqual([['one, two, three.'], [''], ['']]);
    expect(pages[0]?.[0]?.sources?.map(({ page, characters }) => [page, characters])).toEqual([
      [0, 4],
      [1, 4],
      [2, 6],
    ]);
    expect(new Set(pages.flat().map(({ group }) => group)).size).toBe(1);
  });

  it.each([
    ['It ends.', 'and so'],
    ['He said “yes.”', 'and so'],
    ['这是一段话。', '下一段'],
    ['这是一', '\u3000\u3000下一段'],
    ['The following items', '1. first'],
    ['The following items', '• first'],
    ['Short line', 'New paragraph'],
  ])('keeps %j and %j apart', (before, after) => {
    expect(joined([text(before)], [text(after)])).toEqual([[before], [after]]);
  });

  it.each([
    ['A sentence that is long enough to fill its line and ends with the', 'Haus am See'],
    ['这是一', '段话'],
    ['one, two,', 'Three'],
  ])('joins %j and %j', (before, after) => {
    expect(joined([text(before)], [text(after)])[1]).toEqual(['']);
  });

  it('does not join over a title, nor different kinds', () => {
    expect(joined([text('It goes')], [block('paragraph_title', 'T'), text('on')])).toEqual([
      ['It goes'],
      ['on'],
    ]);
    expect(joined([block('abstract', 'It goes')], [text('on')])).toEqual([[], ['on']]);
  });

  it('loses no text', () => {
    const paragraph = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '.', ',', '-', '中', '。', 'A'),
      maxLength: 12,
    });
    const letters = (all: string) => all.replace(/[\s-]/g, '');
    fc.assert(
      fc.property(fc.array(fc.array(paragraph, { maxLength: 3 }), { maxLength: 4 }), (pages) => {
        const drafts = pages.map((page) => page.map(text));
        joinParagraphs(drafts);
        const all = drafts.flat().map(({ content }) => content);
        expect(letters(all.join(''))).toBe(letters(pages.flat().join('')));
      }),
    );
  });
});
