import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { otslToHtml } from './otsl.ts';

describe('otslToHtml', () => {
  it.each([
    ['<fcel>A<fcel>B<nl><fcel>1<fcel>2<nl>', '<tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr>'],
    [
      '<fcel>Head<lcel><nl><fcel>1<fcel>2<nl>',
      '<tr><td colspan="2">Head</td></tr><tr><td>1</td><td>2</td></tr>',
    ],
    ['<fcel>L<fcel>a<nl><ucel><fcel>b<nl>', '<tr><td rowspan="2">L</td><td>a</td></tr><tr><td>b</td></tr>'],
    [
      '<fcel>X<lcel><fcel>c<nl><ucel><xcel><fcel>d<nl>',
      '<tr><td rowspan="2" colspan="2">X</td><td>c</td></tr><tr><td>d</td></tr>',
    ],
    ['<fcel>A<ecel><nl><fcel>1<nl>', '<tr><td>A</td></tr><tr><td>1</td></tr>'],
    [
      '<fcel>A<nl><fcel>B<nl><fcel>a<fcel>b<nl>',
      '<tr><td>A</td><td></td></tr><tr><td>B</td><td></td></tr><tr><td>a</td><td>b</td></tr>',
    ],
    ['<fcel>A<ecel><nl><fcel>1<ecel><nl>', '<tr><td>A</td><td></td></tr><tr><td>1</td><td></td></tr>'],
    ['<fcel>X<xcel><fcel>c<nl>', '<tr><td colspan="2">X</td><td>c</td></tr>'],
    ['<fcel>A<fcel>b<nl><xcel><fcel>c<nl>', '<tr><td rowspan="2">A</td><td>b</td></tr><tr><td>c</td></tr>'],
    ['<ecel><lcel><nl><fcel>a<fcel>b<nl>', '<tr><td colspan="2"></td></tr><tr><td>a</td><td>b</td></tr>'],
    ['<fcel> A \n<nl>', '<tr><td>A</td></tr>'],
    ['<fcel>no row end', '<tr><td>no row end</td></tr>'],
    ['lost<fcel>A<nl>\n<nl><fcel>B', '<tr><td>A</td></tr><tr><td>B</td></tr>'],
    [`<fcel>a & b < c > "d" 'e'`, '<tr><td>a &amp; b &lt; c &gt; &quot;d&quot; &#x27;e&#x27;</td></tr>'],
    ['<fcel><fcel>B<nl>', '<tr><td></td><td>B</td></tr>'],
    ['<lcel><fcel>B<nl>', '<tr><td></td><td>B</td></tr>'],
  ])('%j', (otsl, rows) => {
    expect(otslToHtml(otsl)).toBe(`<table>${rows}</table>`);
  });

  it('gives nothing where there is no table', () => {
    expect([otslToHtml('plain text'), otslToHtml(''), otslToHtml('<nl><nl>')]).toEqual(['', '', '']);
  });

  it('covers every place of the table once, whatever the tokens', () => {
    const token = fc.constantFrom('<fcel>x', '<ecel>', '<lcel>', '<ucel>', '<xcel>', '<nl>');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
        const html = otslToHtml(tokens.join(''));
        expect(html === '' || /^<table>(<tr>(<td[^>]*>x?<\/td>)*<\/tr>)+<\/table>$/.test(html)).toBe(true);
        // No filled cell is ever lost: cells are only merged away by merge tokens below or beside them.
        const filled = tokens.filter((t) => t === '<fcel>x').length;
        if (!tokens.some((t) => /[lux]cel/.test(t))) expect(html.split('>x<').length - 1).toBe(filled);
      }),
    );
  });
});
