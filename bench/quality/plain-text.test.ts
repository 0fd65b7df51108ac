import { expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

it.each([
  ['# Annual **Report**', 'Annual Report'],
  ['A *short* walk, 2 * 3 * 4', 'A short walk, 2 * 3 * 4'],
  ['- one\n- two\n\n1. three', 'one two 1. three'],
  ['a hyphen-\nated word, a semi-\nFinal', 'a hyphenated word, a semi- Final'],
  ['<div style="text-align: center;"><img src="imgs/a.jpg" alt="Image" /></div>\n\nText', 'Text'],
  ['![fig](a.png) see [here](http://x.test)', 'see here'],
  ['<table border=1><tr><td>A</td><td>B &amp; C</td></tr></table>', 'A B & C'],
  ['| a | b |\n|---|:-:|\n| 1 | 2 |', 'a b 1 2'],
  ['Revenue grew by $ x_{1}=3 $ percent', 'Revenue grew by x1=3 percent'],
  ['Price $5 today', 'Price $5 today'],
  ['$$ \\mathbf{E} = \\alpha^{2} $$', 'E=alpha2'],
  ['ﬁrst “quoted” — text', 'first "quoted" - text'],
])('%j', (markdown, expected) => expect(plainText(markdown)).toBe(expected));
