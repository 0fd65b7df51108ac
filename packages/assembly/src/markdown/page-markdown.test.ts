import { defaultMarkdownIgnoreLabels } from '@recto/contracts';
import { describe, expect, it } from 'vitest';
import type { MarkdownBlock, MarkdownStyle } from './markdown-block.ts';
import { blockMarkdown, pageMarkdown } from './page-markdown.ts';

const style: MarkdownStyle = {
  flavour: 'reference',
  prettify: true,
  showFormulaNumber: false,
  ignoreLabels: defaultMarkdownIgnoreLabels,
  separateLabels: [],
  useLayoutDetection: true,
  useChartRecognition: false,
  useSealRecognition: false,
  useOcrForImageBlock: false,
};
const block = (label: string, content: string, picturePath: string | null = null): MarkdownBlock => ({
  label,
  content,
  box: [520, 200, 900, 600],
  picturePath,
  titleLevel: null,
});
const write = (blocks: MarkdownBlock[], changes: Partial<MarkdownStyle> = {}) =>
  pageMarkdown({ blocks, pageWidth: 1000, style: { ...style, ...changes } });

describe('pageMarkdown', () => {
  it('writes the worked example of wire.md 3.9 to the letter', () => {
    const text = write([
      block('doc_title', 'Annual Report'),
      block('text', 'Revenue grew by $ x=3 $ percent.'),
      block('image', '', 'imgs/img_in_image_box_520_200_900_600.jpg'),
      block('table', '<table><tr><td>A</td><td>B</td></tr></table>'),
      block('number', '7'),
    ]);
    expect(text).toBe(
      '# Annual Report\n\nRevenue grew by $ x=3 $ percent.\n\n<div style="text-align: center;"><img src="imgs/img_in_image_box_520_200_900_600.jpg" alt="Image" width="38%" /></div>\n\n\n\n<table border=1 style=\'margin: auto; word-wrap: break-word;\'><tr><td style=\'text-align: center; word-wrap: break-word;\'>A</td><td style=\'text-align: center; word-wrap: break-word;\'>B</td></tr></table>',
    );
  });

  it.each([
    ['doc_title', 'A long ti-\ntle of\ntwo', '# A long title of two'],
    ['text', 'one\ntwo\n\nthree', 'one\n\ntwo\n\nthree'],
    ['figure_title', 'Figure 1.\nA cat', '<div style="text-align: center;">Figure 1. A cat</div>\n'],
    ['abstract', 'Abstract We show', '## Abstract\n We show'],
    ['abstract', '摘要 本文', '## 摘要\n 本文'],
    ['abstract', 'We show', 'We show'],
    ['reference', '\nReferences\n[1] A', '\n## References\n[1] A'],
    ['content', '1 In-\ntro\n2 End', '1 In    \ntro  \n2 End'],
    ['algorithm', '\n\nfor i\n  do\n', 'for i\n  do'],
    ['display_formula', ' $$ a $$ ', ' $$ a $$ '],
    ['chart', '', '<div style="text-align: center;"></div>\n'],
    ['formula_number', '(1)', ''],
    ['never_heard_of', 'x', ''],
  ])('%s %j', (label, content, written) => {
    expect(write([block(label, content)])).toBe(written);
  });

  const lines = 'one\n\ntwo-\nthree\nfour';
  const written = {
    raw: lines,
    paragraphs: 'one\n\ntwo-\n\nthree\n\nfour',
    heading: '## one  twothree four',
    centered: '<div style="text-align: center;">one  twothree four</div>\n',
  };
  it.each(
    Object.entries({
      paragraphs: ['text', 'ocr', 'vertical_text', 'reference_content', 'vision_footnote'],
      heading: ['paragraph_title', 'abstract_title', 'reference_title', 'content_title'],
      centered: ['figure_title', 'table_title', 'chart_title'],
      raw: [
        'display_formula',
        'inline_formula',
        'formula',
        'spotting',
        'number',
        'footnote',
        'header',
        'footer',
        'aside_text',
      ],
    }).flatMap(([how, labels]) => labels.map((label) => [label, how as keyof typeof written] as const)),
  )('%s: %s, and the same plain but for captions', (label, how) => {
    const styled = (prettify: boolean) => write([block(label, lines)], { prettify, ignoreLabels: [] });
    expect(styled(true)).toBe(written[how]);
    expect(styled(false)).toBe(how === 'centered' ? lines : written[how]);
  });

  it.each(['image', 'header_image', 'footer_image', 'chart', 'seal'])('%s: its picture', (label) => {
    const shown = block(label, 'x', 'imgs/a.jpg');
    // 389 of 1000 px is 38 %: shares are cut, not rounded.
    const wide = { ...shown, box: [520, 200, 909, 600] as const };
    expect(write([wide], { ignoreLabels: [] })).toBe(
      '<div style="text-align: center;"><img src="imgs/a.jpg" alt="Image" width="38%" /></div>\n',
    );
    expect(write([shown], { ignoreLabels: [], prettify: false })).toBe('![](imgs/a.jpg)');
  });

  it('styles heads and cells without attributes', () => {
    expect(write([block('table', '<table><tr><th>A</th><th colspan="2">B</th></tr></table>')])).toBe(
      "\n<table border=1 style='margin: auto; word-wrap: break-word;'><tr><th style='text-align: center; word-wrap: break-word;'>A</th><th colspan=\"2\">B</th></tr></table>",
    );
  });

  it('leaves tables with spans unstyled and strips document tags when not pretty', () => {
    expect(write([block('table', '<table><tr><td colspan="2">H</td></tr></table>')])).toContain(
      '<td colspan="2">H</td>',
    );
    const html = '<html><body><table><tr><td>A</td></tr></table></body></html>';
    expect(write([block('table', html)], { prettify: false })).toBe('\n\n<table><tr><td>A</td></tr></table>');
  });

  it('shows pictures, their text and seals as the settings say', () => {
    const image = block('image', 'text in it', 'imgs/a.jpg');
    expect(write([image], { prettify: false })).toBe('![](imgs/a.jpg)');
    expect(write([block('image', '')], { prettify: false })).toBe('');
    const tag = '<img src="imgs/a.jpg" alt="Image" width="38%" />';
    expect(write([image], { useOcrForImageBlock: true })).toBe(
      `<div style="text-align: center;">${tag}\n\ntext in it\n\n</div>\n`,
    );
    const seal = block('seal', 'ACME\nLtd', 'imgs/a.jpg');
    expect(write([seal])).toBe(`<div style="text-align: center;">${tag}</div>\n`);
    expect(write([seal], { useSealRecognition: true })).toContain('ACME\nLtd');
    expect(write([seal], { useLayoutDetection: false })).toBe(
      '<div style="text-align: center;">ACME Ltd</div>\n',
    );
    expect(write([seal], { useLayoutDetection: false, prettify: false })).toBe('ACME\nLtd');
  });

  it('writes a recognised chart as a table with its exact white space', () => {
    expect(write([block('chart', 'Year | Sum\n2024 | 7')], { useChartRecognition: true })).toBe(
      "<table border=1 style='margin: auto; width: max-content;'>\n  <thead><tr><th style='text-align: center;'>Year</th><th style='text-align: center;'>Sum</th></tr></thead>\n  <tbody>\n    <tr><td style='text-align: center;'>2024</td><td style='text-align: center;'>7</td></tr>\n  </tbody>\n</table>",
    );
  });

  it('ties a number to the formula before it when asked', () => {
    const blocks = [block('display_formula', '$$a=b$$'), block('formula_number', '(3)'), block('text', 'so')];
    expect(write(blocks)).toBe('$$a=b$$\n\nso');
    expect(write(blocks, { showFormulaNumber: true })).toBe('$$a=b \\tag*{(3)}$$\n\nso');
    const [formula, number, text] = blocks as [MarkdownBlock, MarkdownBlock, MarkdownBlock];
    const numbered = (...list: MarkdownBlock[]) => write(list, { showFormulaNumber: true });
    expect(numbered({ ...formula, label: 'formula' }, number)).toBe('$$a=b \\tag*{(3)}$$');
    expect(numbered({ ...formula, label: 'inline_formula' }, number)).toBe('$$a=b$$');
    expect(numbered(formula, text, number)).toBe('$$a=b$$\n\nso');
  });

  it('keeps the blank lines of the empty tail of a merged group, and ignores what it is told to', () => {
    expect(write([block('text', 'all'), block('text', ''), block('text', 'next')])).toBe('all\n\n\n\nnext');
    expect(write([block('header', 'h'), block('text', 't')])).toBe('t');
    expect(write([block('header', 'h'), block('text', 't')], { ignoreLabels: [] })).toBe('h\n\nt');
  });

  it('levels titles by relevelling where it ran', () => {
    expect(write([{ ...block('paragraph_title', '1.2 Deep'), titleLevel: 3 }])).toBe('#### 1.2 Deep');
  });

  it('formats single blocks prettily for formatBlockContent', () => {
    expect(blockMarkdown(block('paragraph_title', '1.1 X'), 1000, { ...style, prettify: false })).toBe(
      '### 1.1 X',
    );
    expect(blockMarkdown(block('figure_title', 'Fig'), 1000, { ...style, prettify: false })).toBe(
      '<div style="text-align: center;">Fig</div>\n',
    );
    expect(blockMarkdown(block('formula_number', '(1)'), 1000, style)).toBe('(1)');
  });
});
