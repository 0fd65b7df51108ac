import { describe, expect, it } from 'vitest';
import { block, jpeg, made, page } from '../export-page.fixture.ts';

const html = async (...blocks: ReturnType<typeof block>[]) =>
  (await made('html', [page(blocks)])).bytes.toString();

describe('html', () => {
  it('writes what the page says, formulas as MathML, pictures within', async () => {
    const picture = await jpeg(40, 20);
    const blocks = [
      block('doc_title', 'A & B'),
      block('text', 'so $ x^2 $'),
      block('display_formula', '$$\\frac{a}{b}$$'),
      block('formula_number', '(1)'),
      block('image', '', [0, 0, 400, 200], 'imgs/a.jpg'),
      block('text', '• one\n  • deep\n• two\n3. three'),
      block('header', 'unseen'),
    ];
    const { bytes } = await made('html', [page(blocks, { pictures: new Map([['imgs/a.jpg', picture]]) })]);
    const text = bytes.toString();
    expect(text).toContain('<title>A &amp; B</title>');
    expect(text).toContain('<msup>');
    expect(text).toMatch(/<mfrac>.*<span class="number">\(1\)<\/span>/);
    expect(text).toContain(
      `<figure style="--share:50%"><img alt="" src="data:image/jpeg;base64,${picture.toString('base64')}">`,
    );
    expect(text).toContain(
      '<ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul><ol start="3"><li>three</li></ol>',
    );
    expect(text).not.toContain('unseen');
  });

  it('comes page by page', async () => {
    const pages = [0, 1, 2].map((index) => page([block('text', `p${index}`)], { index }));
    expect((await made('html', pages)).chunks).toBeGreaterThanOrEqual(pages.length);
    expect((await made('html', [])).bytes.toString()).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
  });

  it('runs nothing and loads nothing, whatever a model wrote', async () => {
    const hostile =
      '"><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>';
    const labels = [
      'doc_title',
      'paragraph_title',
      'text',
      'table',
      'figure_title',
      'algorithm',
      'footnote',
      'abstract',
    ];
    const text = await html(
      ...labels.map((label) => block(label, hostile)),
      block(
        'table',
        `<table style="background:url(http://e.x)"><tr><td onclick="x()"><img src="http://e.x/a.png">${hostile}</td></tr></table>`,
      ),
      block('display_formula', '\\href{javascript:alert(1)}{x} </math><script>alert(1)</script>'),
      block('display_formula', '\\text{<script>alert(1)</script>}'),
      block('image', '', [0, 0, 9, 9], 'http://e.x/a.png'),
    );
    const tags = [...text.matchAll(/<([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/gi)];
    expect(tags.map(([, name]) => name?.toLowerCase())).not.toEqual(expect.arrayContaining(['script']));
    expect(tags.map(([, name]) => name?.toLowerCase())).not.toEqual(expect.arrayContaining(['a']));
    for (const [, , attributes] of tags) expect(attributes).not.toMatch(/\son\w+=|javascript:|https?:/i);
    expect(text).toContain("default-src 'none'");
  });

  it('shows LaTeX that does not convert, and LaTeX that would not end', async () => {
    const text = await html(
      block('display_formula', '\\unheardof{x}'),
      block('display_formula', '\\def\\a{\\a\\a}\\a'),
    );
    expect(text).toContain('<code class="latex">\\unheardof{x}</code>');
    expect(text).toContain('<code class="latex">\\def\\a{\\a\\a}\\a</code>');
    const deep = `${'\\sqrt{'.repeat(500)}x${'}'.repeat(500)}`;
    expect(await html(block('display_formula', deep))).toContain(`<code class="latex">${deep}`);
    const long = `x${'+x'.repeat(20)}`;
    const { bytes } = await made('html', [page([block('display_formula', long)])], { maxLatexLength: 10 });
    expect(bytes.toString()).toContain(`<code class="latex">${long}</code>`);
  });
});
