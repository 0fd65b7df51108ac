import { expect, it } from 'vitest';
import { toLatex } from './formula.ts';

it('spells symbols as commands and escapes what TeX would take as one', () => {
  expect(toLatex('α ≤ 3 × β')).toBe('\\alpha \\leq 3 \\times \\beta');
  expect(toLatex('50% & a_b − c')).toBe('50\\% \\& a\\_b - c');
});
