/**
 * Markdown to the words that a reader sees, applied to prediction and reference alike before their distance is taken:
 * headings, emphasis, list and table markers, images, links and HTML tags go; LaTeX keeps its letters but loses its
 * delimiters, commands and braces. Line breaks inside a paragraph count as spaces, a word hyphenated at a line's end as one word.
 */
import { decodeEntities, normaliseText, stripTags } from './normalise.ts';

const rewrites: readonly (readonly [RegExp, string])[] = [
  // A hyphen at the end of a line, between small letters.
  [/(\p{Ll})[-\u00ad]\n(?=\p{Ll})/gu, '$1'],
  [/^```.*$/gm, ''],
  [/<img\b[^>]*>/gi, ' '],
  [/!\[[^\]]*\]\([^)]*\)/g, ' '],
  [/\[([^\]]*)\]\([^)\s]*\)/g, '$1'],
  [/^ {0,3}#{1,6}\s+/gm, ''],
  [/^ {0,3}>\s?/gm, ''],
  [/^\s*[-*+•·]\s+/gm, ''],
  [/^\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*$/gm, ''],
  [/\|/g, ' '],
  [/(\*\*|__|~~)(?=\S)([^\n]*?\S)\1/g, '$2'],
  [/(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])/g, '$1'],
];

const mathRewrites: readonly (readonly [RegExp, string])[] = [
  [/\\(?:begin|end)\{[^}]*\}(?:\{[^}]*\})?/g, ' '],
  [
    /\\(?:text|mathrm|mathbf|mathit|mathcal|mathbb|operatorname|left|right|big|Big|quad|qquad|displaystyle|tag)\b\*?/g,
    '',
  ],
  [/\\\\/g, ' '],
  [/\\([%$&#_{}])/g, '$1'],
  [/\\([a-zA-Z]+)/g, '$1'],
  [/[{}^_~]|\\[,;:! ]/g, ''],
];

const plainMath = (math: string): string =>
  mathRewrites
    .reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), math)
    .replace(/\s+/g, '');

const mathSpans = /\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\]|\\\(([\s\S]+?)\\\)|\$([^$\n]+?)\$/g;

export const plainText = (markdown: string): string => {
  const withoutMath = markdown.replace(
    mathSpans,
    (_whole, display?: string, bracket?: string, parenthesis?: string, inline?: string) =>
      plainMath(display ?? bracket ?? parenthesis ?? inline ?? ''),
  );
  const rewritten = rewrites.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    withoutMath,
  );
  return normaliseText(decodeEntities(stripTags(rewritten)));
};
