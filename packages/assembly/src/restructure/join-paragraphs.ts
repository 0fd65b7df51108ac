/**
 * Paragraphs that a page end breaks become one again (`joinParagraphs`; the reference leaves them broken). Only what goes on
 * without doubt is joined: a paragraph wrongly left in two reads on, one wrongly joined does not.
 */
import { boxWidth } from '@recto/geometry';
import { type Draft, gather } from './draft.ts';

/** What reads on from page to page. */
const running: ReadonlySet<string> = new Set(['text', 'vertical_text', 'abstract', 'reference_content']);

/** What lies outside the run of the text, or floats at the edges of a page. */
const aside: ReadonlySet<string> = new Set([
  'aside_text',
  'header',
  'header_image',
  'footer',
  'footer_image',
  'footnote',
  'vision_footnote',
  'number',
  'image',
  'chart',
  'seal',
  'table',
  'figure_title',
  'table_title',
  'chart_title',
]);

/** From the last page to the first, so that a paragraph over many pages gathers on the first of them. */
export function joinParagraphs(pages: readonly (readonly Draft[])[]): void {
  for (let i = pages.length - 1; i > 0; i -= 1) {
    const last = (pages[i - 1] ?? []).findLast(isInTheRun);
    const next = (pages[i] ?? []).find(isInTheRun);
    if (!last || !next || last.label !== next.label || !running.has(last.label)) continue;
    if (!goesOn(last, next)) continue;
    const before = last.content.trimEnd();
    const after = next.content.trimStart();
    const moved = next.group;
    gather(last, next, joinText(before, after), {
      first: { characters: last.content.length },
      next: { characters: next.content.length },
    });
    for (const block of pages.flat()) if (block.group === moved) block.group = last.group;
  }
}

/** Tails of merged groups are empty and say nothing. */
const isInTheRun = ({ label, content }: Draft): boolean =>
  !aside.has(label) && !(running.has(label) && content.trim() === '');

/** Scripts that are written without spaces. Hangul has them. */
const unspaced = /^[\u2e80-\u2fff\u3005-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]$/u;
const closing = /["'”’»」』）)\]】〉》]+$/u;
const sentenceEnd = /[.!?:…。．！？：]$/u;
const comma = /[,;，、；]$/u;
const brokenWord = /\p{L}(?:-|\u00ad|\u2010)$/u;
const listItem = /^(?:[-–—•·*▪◦‣]\s|[([（［【]?\p{N}{1,3}[.)\]）］】、．]|[([（]\p{L}[)\]）])/u;
/** Pixels that a paragraph's two columns may differ by, as a share of the narrower. */
const widthTolerance = 0.15;
const longEnough = 40;

function goesOn(last: Draft, next: Draft): boolean {
  const before = last.content.trimEnd();
  const after = next.content.trimStart();
  const [end, start] = [lastSign(before), firstSign(after)];
  if (listItem.test(after) || next.content.startsWith('\u3000')) return false;
  if (sentenceEnd.test(before.slice(-8).replace(closing, ''))) return false;
  if (brokenWord.test(before.slice(-2)) || /^\p{Ll}$/u.test(start)) return true;
  if (comma.test(before.slice(-1))) return true;
  const sameColumn =
    Math.abs(boxWidth(last.box) - boxWidth(next.box)) <=
    widthTolerance * Math.min(boxWidth(last.box), boxWidth(next.box));
  if (unspaced.test(end)) return sameColumn && unspaced.test(start);
  return sameColumn && before.length >= longEnough && /^[\p{L}\p{N}]$/u.test(end) && /^\p{L}/u.test(start);
}

const firstSign = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 32);
const lastSign = (text: string): string => Array.from(text.slice(-2)).at(-1) ?? ' ';

/** A word that was broken between small letters is one word; scripts without spaces get none. */
export function joinText(before: string, after: string): string {
  if (before.endsWith('\u00ad')) return before.slice(0, -1) + after;
  if (/\p{Ll}[-\u2010]$/u.test(before.slice(-2)) && /^\p{Ll}/u.test(after))
    return before.slice(0, -1) + after;
  if (brokenWord.test(before.slice(-2))) return before + after;
  // Full-width punctuation brings its own space.
  const wide = /[，、；]$/u.test(before) || unspaced.test(lastSign(before));
  return wide && unspaced.test(firstSign(after)) ? before + after : `${before} ${after}`;
}
