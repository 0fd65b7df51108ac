/**
 * What two texts may differ in without differing: the same words for both the rules and the edit distance.
 * Unicode NFKC (so that ligatures, full-width forms and superscripts compare by their letters), typographic quotes and
 * dashes as ASCII, runs of white space as one space.
 */

const lookalikes: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛′]/g, "'"],
  [/[“”„‟″]/g, '"'],
  [/[‐‑‒–—―−]/g, '-'],
  [/[\u00ad\u200b-\u200d\u2060\ufeff]/g, ''],
];

export const normaliseText = (text: string): string => {
  let result = text.normalize('NFKC');
  for (const [pattern, replacement] of lookalikes) result = result.replace(pattern, replacement);
  return result.replace(/\s+/g, ' ').trim();
};

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

export const decodeEntities = (text: string): string =>
  text
    .replace(/&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (whole, hex?: string, decimal?: string) => {
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .replace(/&([a-z]+);/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole);

/** HTML tags: inline ones vanish, all others part words. */
export const stripTags = (text: string): string =>
  text.replace(/<\/?(?:b|i|u|em|strong|su[bp]|span)\b[^>]*>/gi, '').replace(/<\/?[a-z][^>]*>/gi, ' ');
