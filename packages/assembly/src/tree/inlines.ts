/** A line of recognised text as inlines: formulas between dollars, and the two HTML tags that models write into prose. */
import type { Inline } from './document-tree.ts';

/**
 * `$ x $` with white space on both sides, or `$x$` with it on neither and no digit behind (so that prices stay prices).
 * No part crosses a line or another dollar: the search is linear.
 */
const marked = new RegExp(
  [
    String.raw`\$\$([^$]+)\$\$`,
    String.raw`\$(\s[^$\n]*\s)\$`,
    String.raw`\$([^\s$](?:[^$\n]*[^\s$])?)\$(?!\d)`,
    String.raw`\\\(([^$\n]{1,2000}?)\\\)`,
    String.raw`\\\[([^$]{1,5000}?)\\\]`,
    String.raw`<(sup|sub)>([^<>\n]{1,200})</\6>`,
  ].join('|'),
  'g',
);

export function inlinesOf(text: string): Inline[] {
  const inlines: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(marked)) {
    pushText(inlines, text.slice(at, match.index));
    at = match.index + match[0].length;
    const latex = match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5];
    if (latex !== undefined) inlines.push({ kind: 'math', latex: latex.trim() });
    else inlines.push({ kind: 'text', text: match[7] as string, script: match[6] as 'sup' | 'sub' });
  }
  pushText(inlines, text.slice(at));
  return inlines;
}

function pushText(inlines: Inline[], text: string): void {
  if (text !== '') inlines.push({ kind: 'text', text });
}

/** A display formula without its delimiters. */
export const latexOf = (content: string): string =>
  content
    .trim()
    .replace(/^(?:\$\$|\\\[)/, '')
    .replace(/(?:\$\$|\\\])$/, '')
    .trim();

/** As plain text, for where formulas and pictures cannot be. */
export const plainText = (inlines: readonly Inline[]): string =>
  inlines
    .map((inline) => {
      if (inline.kind === 'text') return inline.text;
      if (inline.kind === 'math') return inline.latex;
      return inline.kind === 'break' ? '\n' : '';
    })
    .join('');

/** Lines with breaks between them. */
export const brokenLines = (lines: readonly string[]): Inline[] =>
  lines.flatMap((line, i) => [...(i > 0 ? [{ kind: 'break' } as const] : []), ...inlinesOf(line)]);
