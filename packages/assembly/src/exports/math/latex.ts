/** LaTeX as MathML, through Temml. What it does not know stays text: a formula is never lost. */
import temml from 'temml';

/** Expansions of macros that one formula may define itself. */
const maxExpansions = 1000;
/** em; keeps `\rule` and `\kern` within reason. */
const maxSize: [number, number] = [20, 20];

const options = (display: boolean) => ({
  displayMode: display,
  throwOnError: true,
  trust: false,
  maxExpand: maxExpansions,
  maxSize,
});

/** Braces within braces; what is deeper is no formula, and would exhaust the stack of whoever reads the file. */
const deepest = 60;

function isConvertible(latex: string, maxLength: number): boolean {
  if (latex.length > maxLength) return false;
  let depth = 0;
  for (const sign of latex) {
    if (sign === '{') depth += 1;
    else if (sign === '}') depth -= 1;
    if (depth > deepest) return false;
  }
  return true;
}

/** Null where the formula cannot be converted. */
export function mathml(latex: string, display: boolean, maxLength: number): string | null {
  if (!isConvertible(latex, maxLength)) return null;
  try {
    return temml.renderToString(latex, options(display));
  } catch {
    return null;
  }
}

/** A node of Temml's tree; `text` on leaves only. */
export interface MathNode {
  readonly type?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly MathNode[];
  readonly text?: string;
}

/** Temml's declarations promise this under another name than the library has. */
const tree = temml as unknown as {
  __renderToMathMLTree(latex: string, options: object): MathNode;
};

/** Null where the formula cannot be converted. */
export function mathTree(latex: string, maxLength: number): MathNode | null {
  if (!isConvertible(latex, maxLength)) return null;
  try {
    return tree.__renderToMathMLTree(latex, options(true));
  } catch {
    return null;
  }
}
