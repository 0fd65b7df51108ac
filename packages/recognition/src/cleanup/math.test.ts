import { describe, expect, it } from 'vitest';
import { normaliseMath } from './math.ts';

describe('normaliseMath', () => {
  it.each([
    ['let \\(x\\) be', 'text', 'let  $ x $ be'],
    ['\\[ a = b \\]', 'display_formula', ' $$  a = b  $$ '],
    ['\\[\\[ a \\]\\]', 'display_formula', ' $$  a  $$ '],
    ['costs 5$ for \\(n\\)', 'text', 'costs 5 for  $ n $'],
    ['\\((3)\\)', 'formula_number', '  (3) '],
    ['costs 5$ and \\( alone', 'text', 'costs 5$ and \\( alone'],
    ['$ x $', 'text', '$ x $'],
    ['\\[ 5$', 'text', '\\[ 5$'],
    ['5$ \\]', 'text', '5$ \\]'],
    ['5$ \\)', 'text', '5$ \\)'],
    ['\\(a\\) \\[', 'text', ' $ a $  $$ '],
  ])('%j as %s -> %j', (text, label, result) => {
    expect(normaliseMath(text, label)).toBe(result);
  });
});
