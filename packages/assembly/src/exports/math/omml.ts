/** Temml's MathML tree as OMML, Word's own formulas. Each element of the one has a counterpart in the other (ECMA-376 22.1). */
import { BuilderElement } from 'docx';
import type { MathNode } from './latex.ts';

type Omml = BuilderElement;

const element = (name: string, children: readonly Omml[] = []): Omml =>
  new BuilderElement({ name: `m:${name}`, children: [...children] });
const valued = (name: string, value: string): Omml =>
  new BuilderElement({ name: `m:${name}`, attributes: { value: { key: 'm:val', value } } });

/** `m:oMath`, to stand among the runs of a paragraph. */
export const ommlOf = (tree: MathNode): Omml => element('oMath', convert(tree));

const all = (nodes: readonly MathNode[] = []): Omml[] => nodes.flatMap(convert);
const child = ({ children = [] }: MathNode, i: number): Omml[] => (children[i] ? convert(children[i]) : []);

function convert(node: MathNode): Omml[] {
  switch (node.type) {
    case 'mi':
    case 'mn':
    case 'mo':
    case 'mtext':
    case 'ms':
      return run(textOf(node), node.type === 'mtext' || isUpright(node));
    case 'mspace':
      return run(' ', true);
    case 'mphantom':
      return [];
    case 'mrow':
    case undefined:
      return fenced(node) ?? all(node.children);
    case 'mfrac':
      return [fraction(node)];
    case 'msqrt':
      return [radical([], all(node.children))];
    case 'mroot':
      return [radical(child(node, 1), child(node, 0))];
    case 'msup':
      return [element('sSup', [element('e', child(node, 0)), element('sup', child(node, 1))])];
    case 'msub':
      return [element('sSub', [element('e', child(node, 0)), element('sub', child(node, 1))])];
    case 'msubsup':
      return [
        element('sSubSup', [
          element('e', child(node, 0)),
          element('sub', child(node, 1)),
          element('sup', child(node, 2)),
        ]),
      ];
    case 'munder':
      return [limit('limLow', child(node, 0), child(node, 1))];
    case 'mover':
      return [over(node)];
    case 'munderover':
      return [limit('limUpp', [limit('limLow', child(node, 0), child(node, 1))], child(node, 2))];
    case 'menclose':
      return enclosed(node);
    case 'mtable':
      return [matrix(node)];
    default:
      return all(node.children);
  }
}

const textOf = ({ text = '', children = [] }: MathNode): string => text + children.map(textOf).join('');

/** Names of functions, and everything that Temml sets upright. */
const isUpright = ({ type, attributes, children = [] }: MathNode): boolean =>
  attributes?.mathvariant === 'normal' || (type === 'mi' && textOf({ children }).length > 1);

/** Signs that only steer MathML: function application, invisible times and comma. */
const invisible = /[\u2061-\u2064]/g;

function run(text: string, upright: boolean): Omml[] {
  const shown = text.replace(invisible, '');
  if (shown === '') return [];
  const style = upright ? [element('rPr', [valued('sty', 'p')])] : [];
  const preserved = new BuilderElement({
    name: 'm:t',
    attributes: { space: { key: 'xml:space', value: 'preserve' } },
    children: [shown as unknown as Omml],
  });
  return [element('r', [...style, preserved])];
}

/** A row between stretchy brackets; what is inside keeps growing with them. */
function fenced({ children = [] }: MathNode): Omml[] | null {
  const [first, last] = [children[0], children.at(-1)];
  const isFence = (node: MathNode | undefined, form: string) =>
    node?.type === 'mo' && node.attributes?.fence === 'true' && node.attributes.form === form;
  if (children.length < 2 || !isFence(first, 'prefix') || !isFence(last, 'postfix')) return null;
  const brackets = [valued('begChr', textOf(first as MathNode)), valued('endChr', textOf(last as MathNode))];
  return [element('d', [element('dPr', brackets), element('e', all(children.slice(1, -1)))])];
}

function fraction(node: MathNode): Omml {
  const bare = /^0(?:px|pt|em)?$/.test(node.attributes?.linethickness ?? '');
  const properties = bare ? [element('fPr', [valued('type', 'noBar')])] : [];
  return element('f', [...properties, element('num', child(node, 0)), element('den', child(node, 1))]);
}

const radical = (degree: readonly Omml[], radicand: readonly Omml[]): Omml =>
  element('rad', [
    ...(degree.length === 0 ? [element('radPr', [valued('degHide', '1')])] : []),
    element('deg', degree),
    element('e', radicand),
  ]);

const limit = (name: 'limLow' | 'limUpp', base: readonly Omml[], at: readonly Omml[]): Omml =>
  element(name, [element('e', base), element('lim', at)]);

/** Accents as LaTeX writes them and as Word combines them. */
const accents: Readonly<Record<string, string>> = {
  ˆ: '\u0302',
  '^': '\u0302',
  '~': '\u0303',
  '˜': '\u0303',
  '→': '\u20d7',
  '˙': '\u0307',
  '¨': '\u0308',
  ˇ: '\u030c',
  '´': '\u0301',
  '`': '\u0300',
  '˘': '\u0306',
};
const bars = new Set(['ˉ', '¯', '‾', '―', '_']);
const braces = new Set(['⏞', '⏜', '⎴']);

function over(node: MathNode): Omml {
  const [base, above] = [child(node, 0), node.children?.[1]];
  const sign = above?.type === 'mo' ? textOf(above) : '';
  const accent = accents[sign];
  if (accent !== undefined)
    return element('acc', [element('accPr', [valued('chr', accent)]), element('e', base)]);
  if (bars.has(sign)) return bar(base);
  if (braces.has(sign)) {
    const properties = [valued('chr', sign), valued('pos', 'top'), valued('vertJc', 'bot')];
    return element('groupChr', [element('groupChrPr', properties), element('e', base)]);
  }
  return limit('limUpp', base, above ? convert(above) : []);
}

const bar = (base: readonly Omml[]): Omml =>
  element('bar', [element('barPr', [valued('pos', 'top')]), element('e', base)]);

function enclosed({ attributes, children }: MathNode): Omml[] {
  const notation = attributes?.notation ?? '';
  if (notation === 'top') return [bar(all(children))];
  return notation === 'box' ? [element('borderBox', [element('e', all(children))])] : all(children);
}

function matrix({ children = [] }: MathNode): Omml {
  const rows = children.map(({ children: cells = [] }) =>
    cells.map((cell) => element('e', all(cell.children))),
  );
  const columns = Math.max(1, ...rows.map((cells) => cells.length));
  const column = element('mc', [
    element('mcPr', [valued('count', String(columns)), valued('mcJc', 'center')]),
  ]);
  return element('m', [
    element('mPr', [element('mcs', [column])]),
    ...rows.map((cells) =>
      element('mr', [...cells, ...Array.from({ length: columns - cells.length }, () => element('e'))]),
    ),
  ]);
}
