/** The checks of rules.jsonl, of the olmOCR-bench kind: does a statement hold of a page's Markdown? */
import { approximateEnds } from './myers.ts';
import { decodeEntities, normaliseText, stripTags } from './normalise.ts';
import { type TableGrid, tableGrids } from './table-grid.ts';

interface RuleOrigin {
  readonly source: string;
  readonly file: string;
  /** 1-based. */
  readonly page: number;
  readonly id: string;
}

interface TextRule extends RuleOrigin {
  readonly type: 'present' | 'absent';
  readonly text: string;
  readonly max_diffs?: number | null;
  readonly case_sensitive?: boolean | null;
  /** Only the first or last so many characters of the page are looked at. */
  readonly first_n?: number | null;
  readonly last_n?: number | null;
}

interface OrderRule extends RuleOrigin {
  readonly type: 'order';
  readonly before: string;
  readonly after: string;
  readonly max_diffs?: number | null;
}

const neighbours = ['left', 'right', 'up', 'down', 'top_heading', 'left_heading'] as const;

interface TableRule extends RuleOrigin, Partial<Record<(typeof neighbours)[number], string | null>> {
  readonly type: 'table';
  readonly cell: string;
}

interface MathRule extends RuleOrigin {
  readonly type: 'math';
  readonly math: string;
}

/** A blank page gives at most so many letters and digits; any other page gives some. */
interface BaselineRule extends RuleOrigin {
  readonly type: 'baseline';
  readonly max_length?: number | null;
}

export type Rule = TextRule | OrderRule | TableRule | MathRule | BaselineRule;

const readable = (markdown: string): string =>
  normaliseText(decodeEntities(stripTags(markdown.replace(/<img\b[^>]*>/gi, ' '))).replace(/\*\*|__/g, ''));

const isPresent = (rule: TextRule, markdown: string): boolean => {
  let page = readable(markdown);
  let wanted = readable(rule.text);
  if (rule.case_sensitive === false) {
    page = page.toLowerCase();
    wanted = wanted.toLowerCase();
  }
  const parts = [
    rule.first_n ? page.slice(0, rule.first_n) : '',
    rule.last_n ? page.slice(-rule.last_n) : '',
  ];
  const searched = rule.first_n || rule.last_n ? parts : [page];
  return searched.some((part) => approximateEnds(wanted, part, rule.max_diffs ?? 0).length > 0);
};

const reversed = (text: string): string => [...text].reverse().join('');

/** Some place of `before` must start ahead of some place of `after`. */
const inOrder = (rule: OrderRule, markdown: string): boolean => {
  const page = reversed(readable(markdown));
  const starts = (text: string): number[] =>
    approximateEnds(reversed(readable(text)), page, rule.max_diffs ?? 0).map((end) => page.length - end);
  const before = starts(rule.before);
  const after = starts(rule.after);
  return before.length > 0 && after.length > 0 && Math.min(...before) < Math.max(...after);
};

/** What stands in that direction; headings are looked for in every cell above or to the left. */
const cellsTowards = (
  grid: TableGrid,
  row: number,
  column: number,
  where: (typeof neighbours)[number],
): string[] => {
  switch (where) {
    case 'left':
      return [grid[row]?.[column - 1] ?? ''];
    case 'right':
      return [grid[row]?.[column + 1] ?? ''];
    case 'up':
      return [grid[row - 1]?.[column] ?? ''];
    case 'down':
      return [grid[row + 1]?.[column] ?? ''];
    case 'top_heading':
      return grid.slice(0, row).map((cells) => cells[column] ?? '');
    case 'left_heading':
      return grid[row]?.slice(0, column) ?? [];
  }
};

const holdsInTable = (rule: TableRule, grid: TableGrid): boolean => {
  const same = (cell: string, wanted: string): boolean => cell === readable(wanted);
  return grid.some((cells, row) =>
    cells.some(
      (cell, column) =>
        same(cell, rule.cell) &&
        neighbours.every((where) => {
          const wanted = rule[where];
          return !wanted || cellsTowards(grid, row, column, where).some((found) => same(found, wanted));
        }),
    ),
  );
};

/** Spelling of LaTeX that changes nothing on paper. olmOCR-bench compares rendered symbols; this is stricter. */
const canonicalMath = (latex: string): string =>
  latex
    .replace(/\\(?:left|right|displaystyle|limits|,|;|:|!|quad|qquad)(?![a-zA-Z])/g, '')
    .replace(/\\operatorname\*?\{([^}]*)\}/g, '$1')
    .replace(/\\(?:mathrm|text)\{([^}]*)\}/g, '$1')
    .replace(/[{}\s]/g, '');

const letters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

export const ruleHolds = (rule: Rule, markdown: string): boolean => {
  switch (rule.type) {
    case 'present':
      return isPresent(rule, markdown);
    case 'absent':
      return !isPresent(rule, markdown);
    case 'order':
      return inOrder(rule, markdown);
    case 'table':
      return tableGrids(markdown).some((grid) => holdsInTable(rule, grid));
    case 'math':
      return canonicalMath(markdown).includes(canonicalMath(rule.math));
    case 'baseline': {
      const count = letters(readable(markdown));
      return rule.max_length ? count <= rule.max_length : count > 0;
    }
  }
};
