/** Footnotes of one page: which note belongs to which mark, so that both become Markdown's own (`[^1]`). */
import type { Inline, TreeBlock, TreeNode } from '../tree/document-tree.ts';
import { plainText } from '../tree/inlines.ts';

export interface Footnotes {
  /** `text` with its marks as references. */
  withReferences(inlines: readonly Inline[], write: (inline: Inline) => string): string;
  /** The note's label where this paragraph is one that something refers to, and what it says without its mark. */
  noteOf(node: TreeNode): { readonly label: string; readonly inlines: readonly Inline[] } | null;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const plainDigits = (text: string): string =>
  text.replace(/[⁰¹²³⁴-⁹]/g, (sign) => String(superscripts.indexOf(sign)));

/** In running text only what is set high is a mark; a bare number is not. */
const raisedInText = /[⁰¹²³⁴-⁹]+|[*†‡§]+(?=\s|[.,;:]|$)/g;
const raisedMath =
  /^(?:\{\})?\^\s*\{?\s*(?:\\?\[|\()?\s*(\d{1,3}|\*+|\\dagger|\\ddagger|\\S)\s*(?:\\?\]|\))?\s*\}?$/;
/** Longer formulas are no marks; it also keeps the search cheap in hostile text. */
const longestMark = 40;
const openingMark = /^\s*(?:[[(](\d{1,3})[\])]|(\d{1,3})(?=[\s.、])[.、]?|([⁰¹²³⁴-⁹]+)|([*†‡§]+))\s*/;
const commandSigns: Readonly<Record<string, string>> = { '\\dagger': '†', '\\ddagger': '‡', '\\S': '§' };

/** @param prefix makes labels of several pages differ; empty for a text of its own */
export function footnotesOf(blocks: readonly TreeBlock[], prefix: string): Footnotes {
  const body = blocks.filter(({ label }) => label !== 'footnote');
  const referred = new Set(
    body.flatMap(({ nodes }) => nodes.flatMap(inlineLists)).flatMap((list) => list.flatMap(marksIn)),
  );
  const notes = new Map<TreeNode, { label: string; inlines: readonly Inline[] }>();
  const labels = new Map<string, string>();
  for (const node of blocks.filter(({ label }) => label === 'footnote').flatMap(({ nodes }) => nodes)) {
    const opened = node.kind === 'paragraph' ? opening(node.inlines) : null;
    if (opened === null || !referred.has(opened.mark) || labels.has(opened.mark)) continue;
    const label = `${prefix}${/^\d+$/.test(opened.mark) ? opened.mark : `n${labels.size + 1}`}`;
    labels.set(opened.mark, label);
    notes.set(node, { label, inlines: opened.rest });
  }
  const reference = (mark: string | null): string | null => {
    const label = mark === null ? undefined : labels.get(mark);
    return label === undefined ? null : `[^${label}]`;
  };
  return {
    noteOf: (node) => notes.get(node) ?? null,
    withReferences: (inlines, write) =>
      inlines
        .map((inline) => {
          const whole = reference(wholeMark(inline));
          if (whole !== null) return whole;
          if (inline.kind !== 'text' || inline.script !== undefined) return write(inline);
          return spliced(
            inline.text,
            (mark) => reference(plainDigits(mark)),
            (text) => write({ kind: 'text', text }),
          );
        })
        .join(''),
  };
}

function spliced(
  text: string,
  replace: (mark: string) => string | null,
  write: (text: string) => string,
): string {
  let written = '';
  let at = 0;
  for (const match of text.matchAll(raisedInText)) {
    const reference = replace(match[0]);
    if (reference === null) continue;
    written += write(text.slice(at, match.index)) + reference;
    at = match.index + match[0].length;
  }
  return at === text.length ? written : written + write(text.slice(at));
}

/** The mark that an inline is as a whole. */
function wholeMark(inline: Inline): string | null {
  if (inline.kind === 'text' && inline.script === 'sup')
    return inline.text.trim().replace(/^[[(]|[\])]$/g, '');
  const short = inline.kind === 'math' && inline.latex.length <= longestMark ? inline.latex : '';
  const raised = raisedMath.exec(short)?.[1];
  return raised === undefined ? null : (commandSigns[raised] ?? raised);
}

function marksIn(inline: Inline): string[] {
  const whole = wholeMark(inline);
  if (whole !== null) return [whole];
  return inline.kind === 'text'
    ? Array.from(inline.text.matchAll(raisedInText), ([mark]) => plainDigits(mark))
    : [];
}

function opening(inlines: readonly Inline[]): { mark: string; rest: readonly Inline[] } | null {
  const [first, ...others] = inlines;
  if (first === undefined) return null;
  const whole = wholeMark(first);
  if (whole !== null) return { mark: whole, rest: others };
  const match = first.kind === 'text' ? openingMark.exec(first.text) : null;
  if (match === null || first.kind !== 'text') return null;
  const rest: Inline[] = [{ kind: 'text', text: first.text.slice(match[0].length) }, ...others];
  if (plainText(rest).trim() === '') return null;
  return { mark: match[1] ?? match[2] ?? plainDigits(match[3] ?? match[4] ?? ''), rest };
}

function inlineLists(node: TreeNode): (readonly Inline[])[] {
  switch (node.kind) {
    case 'heading':
    case 'paragraph':
      return [node.inlines];
    case 'list':
      return node.items.map(({ inlines }) => inlines);
    case 'table':
      return node.rows.flatMap((row) => row.map(({ inlines }) => inlines));
    default:
      return [];
  }
}
