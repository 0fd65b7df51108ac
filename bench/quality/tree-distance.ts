/** Edit distance of ordered trees by Zhang and Shasha (SIAM J. Comput. 18 (1989)); deleting or inserting a node costs 1. */

export interface Tree<T> {
  readonly value: T;
  readonly children: readonly Tree<T>[];
}

interface Numbered<T> {
  /** Node values in postorder. */
  readonly values: readonly T[];
  /** Postorder number of each node's leftmost leaf. */
  readonly leftmost: readonly number[];
  /** The highest node for each leftmost leaf, ascending. */
  readonly keyRoots: readonly number[];
}

const number = <T>(tree: Tree<T>): Numbered<T> => {
  const values: T[] = [];
  const leftmost: number[] = [];
  const visit = ({ value, children }: Tree<T>): number => {
    const lefts = children.map(visit);
    const left = lefts[0] ?? values.length;
    values.push(value);
    leftmost.push(left);
    return left;
  };
  visit(tree);
  const highest = new Map(leftmost.map((left, node) => [left, node]));
  return { values, leftmost, keyRoots: [...highest.values()].sort((a, b) => a - b) };
};

export const nodeCount = <T>({ children }: Tree<T>): number =>
  1 + children.reduce((sum, child) => sum + nodeCount(child), 0);

/** @param rename cost 0..1 of turning one value into another */
export const treeDistance = <T>(a: Tree<T>, b: Tree<T>, rename: (from: T, to: T) => number): number => {
  const [one, two] = [number(a), number(b)];
  const distances = one.values.map(() => new Float64Array(two.values.length));

  /** Fills the distances of all subtrees on the left paths of these two roots. */
  const compare = (rootA: number, rootB: number): void => {
    const [startA, startB] = [one.leftmost[rootA]!, two.leftmost[rootB]!];
    const [rows, columns] = [rootA - startA + 2, rootB - startB + 2];
    const forest = Array.from({ length: rows }, () => new Float64Array(columns));
    for (let row = 1; row < rows; row += 1) forest[row]![0] = row;
    for (let column = 1; column < columns; column += 1) forest[0]![column] = column;
    for (let row = 1; row < rows; row += 1) {
      for (let column = 1; column < columns; column += 1) {
        const [nodeA, nodeB] = [startA + row - 1, startB + column - 1];
        const [leftA, leftB] = [one.leftmost[nodeA]!, two.leftmost[nodeB]!];
        const change = Math.min(forest[row - 1]![column]!, forest[row]![column - 1]!) + 1;
        if (leftA === startA && leftB === startB) {
          const renamed = forest[row - 1]![column - 1]! + rename(one.values[nodeA]!, two.values[nodeB]!);
          forest[row]![column] = Math.min(change, renamed);
          distances[nodeA]![nodeB] = forest[row]![column]!;
        } else {
          const joined = forest[leftA - startA]![leftB - startB]! + distances[nodeA]![nodeB]!;
          forest[row]![column] = Math.min(change, joined);
        }
      }
    }
  };

  for (const rootA of one.keyRoots) for (const rootB of two.keyRoots) compare(rootA, rootB);
  return distances.at(-1)!.at(-1)!;
};
