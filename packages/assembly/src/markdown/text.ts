/** Small rewritings of text that several formatters share (pipeline.md 6.2). */

/** One line: words broken at a line end are joined, other line ends become spaces. */
export const collapse = (text: string): string => text.replaceAll('-\n', '').replaceAll('\n', ' ');

/** Every line end becomes a paragraph break, existing paragraph breaks stay single. */
export const spreadLines = (text: string): string => text.replaceAll('\n\n', '\n').replaceAll('\n', '\n\n');

export const centered = (html: string): string => `<div style="text-align: center;">${html}</div>\n`;

/** Linear, where `/x+$/` is quadratic in text that is hostile. */
export function withoutTrailing(text: string, sign: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === sign) end -= 1;
  return text.slice(0, end);
}
