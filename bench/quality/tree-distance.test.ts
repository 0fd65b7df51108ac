import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeCount, type Tree, treeDistance } from './tree-distance.ts';

const tree = (value: string, ...children: Tree<string>[]): Tree<string> => ({ value, children });
const unit = (a: string, b: string): number => (a === b ? 0 : 1);

it('solves the example of Zhang and Shasha', () => {
  const a = tree('f', tree('d', tree('a'), tree('c', tree('b'))), tree('e'));
  const b = tree('f', tree('c', tree('d', tree('a'), tree('b'))), tree('e'));
  expect(treeDistance(a, b, unit)).toBe(2);
});

it('weighs a change of value by its cost', () => {
  expect(treeDistance(tree('a', tree('b')), tree('a', tree('x')), (p, q) => (p === q ? 0 : 0.25))).toBe(0.25);
});

/** Trees of at most three levels. */
const leaves = fc.constantFrom('a', 'b', 'c').map((value) => tree(value));
const grow = (children: fc.Arbitrary<Tree<string>>): fc.Arbitrary<Tree<string>> =>
  fc.record({ value: fc.constantFrom('a', 'b', 'c'), children: fc.array(children, { maxLength: 3 }) });
const trees = grow(grow(leaves));

it('is a metric between trees', () => {
  fc.assert(
    fc.property(trees, trees, trees, (a, b, c) => {
      const ab = treeDistance(a, b, unit);
      expect(treeDistance(a, a, unit)).toBe(0);
      expect(treeDistance(b, a, unit)).toBe(ab);
      expect(ab).toBeGreaterThanOrEqual(Math.abs(nodeCount(a) - nodeCount(b)));
      expect(ab).toBeLessThanOrEqual(nodeCount(a) + nodeCount(b));
      expect(treeDistance(a, c, unit)).toBeLessThanOrEqual(ab + treeDistance(b, c, unit));
    }),
    { numRuns: 60 },
  );
});
