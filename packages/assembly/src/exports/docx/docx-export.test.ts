import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { block, jpeg, made, page } from '../export-page.fixture.ts';
import { placeOf } from './furniture.ts';

async function parts(...pages: ReturnType<typeof page>[]) {
  const files = unzipSync((await made('docx', pages)).bytes);
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
  return { files, document: text('word/document.xml'), text };
}

describe('docx', () => {
  it('has headings, paragraphs, lists, code and formulas that are Word’s own', async () => {
    const { document } = await parts(
      page([
        block('doc_title', 'Title'),
        block('paragraph_title', '1.1 Deep'),
        block('text', 'so $ x_1 $\n• one'),
        block('algorithm', 'for x\n  go'),
        block(
          'display_formula',
          '$$\\sqrt{\\frac{a}{b}} + \\left(\\begin{matrix}1&2\\end{matrix}\\right) + \\hat{y}$$',
        ),
        block('formula_number', '(7)'),
        block('display_formula', '$$\\unheardof$$'),
      ]),
    );
    expect(document).toContain('w:val="Heading1"');
    expect(document).toContain('w:val="Heading3"');
    expect(document).toContain('<w:numPr>');
    expect(document).toContain('w:ascii="Courier New"');
    expect(document).toContain('<m:sSub><m:e><m:r><m:t xml:space="preserve">x</m:t></m:r></m:e><m:sub>');
    expect(document).toMatch(/<m:rad><m:radPr><m:degHide m:val="1"\/><\/m:radPr><m:deg\/><m:e><m:f><m:num>/);
    expect(document).toMatch(/<m:d><m:dPr><m:begChr m:val="\("\/><m:endChr m:val="\)"\/><\/m:dPr><m:e><m:m>/);
    expect(document).toContain('<m:acc><m:accPr><m:chr m:val="\u0302"/></m:accPr>');
    expect(document).toContain('(7)');
    expect(document).toContain('\\unheardof');
  });

  it('has tables with both kinds of spans, and gives up on those that Word does not open', async () => {
    const html =
      '<table><tr><td rowspan="2">L</td><td colspan="2">H</td></tr><tr><td>a</td><td>b</td></tr></table>';
    const { document } = await parts(page([block('table', html)]));
    expect(document).toContain('<w:vMerge w:val="restart"/>');
    expect(document).toContain('<w:vMerge w:val="continue"/>');
    expect(document).toContain('<w:gridSpan w:val="2"/>');
    const wide = await parts(page([block('table', `<table><tr>${'<td>x</td>'.repeat(64)}</tr></table>`)]));
    expect(wide.document).not.toContain('<w:tbl>');
    expect(wide.document.match(/x/g)?.length).toBeGreaterThanOrEqual(64);
  });

  it('has pictures, and is without those that are none', async () => {
    const image = block('image', '', [0, 0, 400, 200], 'imgs/a.jpg');
    const pictures = new Map([['imgs/a.jpg', new Uint8Array(await jpeg(40, 20))]]);
    const { files } = await parts(page([image], { pictures }));
    expect(Object.keys(files).filter((name) => name.endsWith('.jpg'))).toHaveLength(1);
    const broken = new Map([['imgs/a.jpg', new Uint8Array([1, 2, 3, 4, 5])]]);
    expect((await parts(page([image], { pictures: broken }))).document).not.toContain('<w:drawing>');
  });

  it('puts furniture where it stands on the page, each page its own', async () => {
    const pages = [0, 1].map((index) =>
      page(
        [
          block('header', `head ${index}`),
          block('text', 'body'),
          block('number', `no ${index}`, [380, 960, 420, 980]),
        ],
        {
          index,
        },
      ),
    );
    const { files, document, text } = await parts(...pages);
    const all = (kind: string) =>
      Object.keys(files)
        .filter((name) => name.startsWith(`word/${kind}`))
        .map(text);
    expect(all('header').join()).toMatch(/head 0[\s\S]*head 1/);
    expect(all('footer').join()).toMatch(/no 0[\s\S]*no 1/);
    expect(document).not.toMatch(/head \d/);
    expect(document.match(/<w:sectPr/g)).toHaveLength(2);
    expect(placeOf('number', [0, 20, 9, 40], 1000)).toBe('header');
    expect(placeOf('number', [0, 480, 9, 500], 1000)).toBe('body');
  });

  it('lies across for pages that do', async () => {
    const { document } = await parts(page([block('text', 'x')], { width: 1600, height: 900 }));
    expect(document).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/);
  });

  it('leaves out signs that no XML may have', async () => {
    const { document } = await parts(page([block('text', 'a\u0000\u0008b\ud800c')]));
    expect(document).toContain('abc');
  });

  it('is refused, typed, before it is too large to build', async () => {
    const refused = made('docx', [page([block('text', 'a\nb\nc\nd')])], { maxDocxBytes: 50_000 });
    await expect(refused).rejects.toMatchObject({ code: 'export.too_large' });
  });
});
