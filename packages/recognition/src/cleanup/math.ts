/** One kind of math delimiter for Markdown (pipeline.md 5.2). */

const replacements = [
  ['\\(', ' $ '],
  ['\\)', ' $'],
  ['\\[\\[', '\\['],
  ['\\]\\]', '\\]'],
  ['\\[', ' $$ '],
  ['\\]', ' $$ '],
] as const;

/** Acts only where both ends of a TeX delimiter occur; dollars of the text itself go then. */
export function normaliseMath(text: string, label: string): string {
  const has = (delimiter: string) => text.includes(delimiter);
  if (!(has('\\(') && has('\\)')) && !(has('\\[') && has('\\]'))) return text;
  const bare = text.replaceAll('$', '');
  const written = replacements.reduce((result, [from, to]) => result.replaceAll(from, () => to), bare);
  return label === 'formula_number' ? written.replaceAll('$', '') : written;
}
