import { describe, expect, it } from 'vitest';
import { type Rule, ruleHolds } from './rules.ts';

const origin = { source: 's', file: 'f.pdf', page: 1, id: 'x' };
const holds = (rule: Record<string, unknown>, markdown: string): boolean =>
  ruleHolds({ ...origin, ...rule } as unknown as Rule, markdown);

describe('present and absent', () => {
  const page = '# The harbour light\n\nThe **light** at Carrow Point\nhas failed — “again”.\n\n12';

  it.each([
    [{ text: 'The light at Carrow Point has failed - "again".', max_diffs: 0 }, true],
    [{ text: 'The lights at Carow Point', max_diffs: 2 }, true],
    [{ text: 'The lights at Carow Point', max_diffs: 1 }, false],
    [{ text: 'the harbour light', max_diffs: 0 }, false],
    [{ text: 'the harbour light', max_diffs: 0, case_sensitive: false }, true],
    [{ text: 'harbour', max_diffs: 0, first_n: 20 }, true],
    [{ text: 'Carrow', max_diffs: 0, first_n: 20 }, false],
    [{ text: '12', max_diffs: 0, last_n: 5 }, true],
    [{ text: 'harbour', max_diffs: 0, last_n: 5 }, false],
  ])('%j: %s', (rule, expected) => {
    expect(holds({ type: 'present', ...rule }, page)).toBe(expected);
    expect(holds({ type: 'absent', ...rule }, page)).toBe(!expected);
  });
});

describe('order', () => {
  const page = 'First the left column ends here. Then the right column begins.';

  it.each([
    ['left column ends', 'right column begins', 0, true],
    ['right column begins', 'left column ends', 0, false],
    ['left colunm ends', 'right column begims', 2, true],
    ['left colunm ends', 'right column begims', 0, false],
    ['missing words entirely', 'right column begins', 3, false],
  ])('%s before %s within %i: %s', (before, after, max_diffs, expected) => {
    expect(holds({ type: 'order', before, after, max_diffs }, page)).toBe(expected);
  });
});

describe('table', () => {
  const page =
    '<table><tr><td>Source</td><td colspan="2">Size</td></tr><tr><td>arXiv</td><td>11.8B</td><td>3.7T</td></tr></table>';

  it.each([
    [{ cell: 'arXiv' }, true],
    [{ cell: 'arXi' }, false],
    [{ cell: '11.8B', left: 'arXiv', right: '3.7T', up: 'Size' }, true],
    [{ cell: '11.8B', left: '3.7T' }, false],
    [{ cell: '3.7T', top_heading: 'Size', left_heading: 'arXiv' }, true],
    [{ cell: '3.7T', top_heading: 'Source' }, false],
    [{ cell: 'Source', down: 'arXiv' }, true],
  ])('%j: %s', (rule, expected) => expect(holds({ type: 'table', ...rule }, page)).toBe(expected));
});

describe('math and baseline', () => {
  it('ignores spelling that changes nothing on paper', () => {
    const rule = { type: 'math', math: 'a^{2}+b^{2}=\\left(c^{2}\\right)' };
    expect(holds(rule, 'So $ a^2 + b^2 = (c^2) $ it is')).toBe(true);
    expect(holds(rule, 'So $ a^2 + b^3 = (c^2) $ it is')).toBe(false);
  });

  it('knows blank pages', () => {
    expect(holds({ type: 'baseline', max_length: 10 }, '<div>  - 7 -  </div>')).toBe(true);
    expect(holds({ type: 'baseline', max_length: 10 }, 'A page with words')).toBe(false);
    expect(holds({ type: 'baseline' }, 'A page with words')).toBe(true);
    expect(holds({ type: 'baseline' }, ' \n ')).toBe(false);
  });
});
