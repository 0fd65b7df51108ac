import { describe, expect, it } from 'vitest';
import type { MarkdownBlock, MarkdownStyle } from './markdown-block.ts';
import { pageMarkdown } from './page-markdown.ts';

const style: MarkdownStyle = {
  flavour: 'clean',
  prettify: true,
  showFormulaNumber: false,
  ignoreLabels: ['number'],
  separateLabels: [],
  useLayoutDetection: true,
  useChartRecognition: false,
  useSealRecognition: false,
  useOcrForImageBlock: false,
};
const block = (label: string, content: string, picturePath: string | null = null): MarkdownBlock => ({
  label,
  content,
  box: [0, 0, 500, 100],
  picturePath,
  titleLevel: null,
});
const write = (blocks: MarkdownBlock[], changes: Partial<MarkdownStyle> = {}, footnotePrefix = '') =>
  pageMarkdown({ blocks, pageWidth: 1000, style: { ...style, ...changes }, footnotePrefix });

describe('clean Markdown', () => {
  it('writes titles, paragraphs, pictures and formulas bare', () => {
    const blocks = [
      block('doc_title', 'A\nReport'),
      block('paragraph_title', '1. Intro'),
      block('paragraph_title', '1.2 Deep'),
      block('text', 'one\ntwo'),
      block('image', '', 'imgs/a.jpg'),
      block('figure_title', 'Figure 1'),
      block('display_formula', '$$ a = b $$'),
      block('formula_number', '(3)'),
      block('number', '7'),
    ];
    expect(write(blocks)).toBe(
      '# A Report\n\n## 1. Intro\n\n### 1.2 Deep\n\none\n\ntwo\n\n![](imgs/a.jpg)\n\nFigure 1\n\n$$\na = b\n$$',
    );
    expect(write(blocks, { showFormulaNumber: true })).toContain('a = b \\tag*{(3)}\n$$');
  });

  it('writes lists as lists, also those that go on in the next block', () => {
    const blocks = [
      block('text', 'We need:\n• bread\n  • rye\n•salt'),
      block('text', '- milk'),
      block('text', '1) one\n2) two'),
    ];
    expect(write(blocks)).toBe('We need:\n\n- bread\n   - rye\n- salt\n- milk\n1. one\n2. two');
  });

  it('fences code with more backticks than it holds', () => {
    expect(write([block('algorithm', '\nfor x\n  go\n')])).toBe('```\nfor x\n  go\n```');
    expect(write([block('algorithm', '```js')])).toBe('````\n```js\n````');
  });

  it.each([
    ['as a Unicode sign', 'It is so¹.', '¹ By law.', 'It is so[^1].', '[^1]: By law.'],
    ['as LaTeX', 'It is so $ ^{1} $ here.', '$ ^{1} $ By law.', 'It is so [^1] here.', '[^1]: By law.'],
    ['as a tag', 'It is<sup>2</sup> so.', '2 By law.', 'It is[^2] so.', '[^2]: By law.'],
    ['as a star', 'It is so* here.', '* By law.', 'It is so[^n1] here.', '[^n1]: By law.'],
  ])('ties a footnote to its mark %s', (_, text, note, body, foot) => {
    expect(write([block('text', text), block('footnote', note), block('text', 'End.')])).toBe(
      `${body}\n\nEnd.\n\n${foot}`,
    );
  });

  it('keeps a footnote without a mark in the text where it stands, and labels apart by page', () => {
    expect(write([block('text', 'No mark 1.'), block('footnote', '1 By law.')])).toBe(
      'No mark 1.\n\n1 By law.',
    );
    expect(write([block('text', 'so¹'), block('footnote', '¹ Law')], {}, 'p3-')).toBe(
      'so[^p3-1]\n\n[^p3-1]: Law',
    );
  });

  it('writes tables with pipes, and as bare HTML where cells span', () => {
    const plain = '<table><tr><td>A|B</td><td>$ x^2 $</td></tr><tr><td>1 &lt; 2</td></tr></table>';
    expect(write([block('table', plain)])).toBe('| A\\|B | $x^2$ |\n| --- | --- |\n| 1 < 2 |  |');
    const spanning =
      '<table border=1><tr><th colspan="2" onclick="x()">H</th></tr><tr><td>a<br>b</td><td>&lt;b&gt;</td></tr></table>';
    expect(write([block('table', spanning)])).toBe(
      '<table>\n<tr><th colspan="2">H</th></tr>\n<tr><td>a<br>b</td><td>&lt;b&gt;</td></tr>\n</table>',
    );
  });

  it('is cheap in hostile text', () => {
    const texts = [
      `$^${' '.repeat(100_000)}x$`,
      '$ ^{1} $'.repeat(10_000),
      '¹'.repeat(100_000),
      `${' '.repeat(100_000)}x`,
    ];
    for (const text of texts) write([block('text', text), block('footnote', text)]);
  });

  it('leaves text text', () => {
    expect(write([block('text', '# no title\n<script>x</script>\n1984. A year\n$5 and $6')])).toBe(
      '\\# no title\n\n\\<script>x\\</script>\n\n1984\\. A year\n\n$5 and $6',
    );
  });
});
