/** Cuts the tail of an answer that ran in circles (pipeline.md 5.1). */

const minimumLength = { table: 5000, other: 50 } as const;

/** Text shorter than the minimum for its label stays as it is. */
export function truncateRepetition(text: string, label: string): string {
  if (text.length < (label === 'table' ? minimumLength.table : minimumLength.other)) return text;
  const trimmed = text.trim();
  if (trimmed === '') return text;
  return beforeRepeatedTail(trimmed) ?? repeatedUnit(trimmed) ?? repeatedLine(text) ?? text;
}

/** One long line that ends in five or more copies of a unit of at least 8 characters, which fill more than half of it. */
function beforeRepeatedTail(text: string): string | null {
  if (text.includes('\n') || text.length <= 100) return null;
  for (let length = Math.floor(text.length / 5); length >= 8; length -= 1) {
    const repeated = copiesAtEnd(text, length) * length;
    if (repeated < 5 * length) continue;
    // Only the longest unit that repeats is judged, as in the reference.
    return repeated > 0.5 * text.length ? text.slice(0, text.length - repeated) : null;
  }
  return null;
}

/** How often the last `length` characters stand at the end, at least once. */
function copiesAtEnd(text: string, length: number): number {
  const unit = text.slice(-length);
  let copies = 1;
  while (text.endsWith(unit, text.length - copies * length)) copies += 1;
  return copies;
}

/** One line that is nothing but ten or more copies of a unit. */
function repeatedUnit(text: string): string | null {
  if (text.includes('\n') || text.length <= 10) return null;
  const unit = text.length - longestBorder(text);
  return text.length % unit === 0 && text.length / unit >= 10 ? text.slice(0, unit) : null;
}

/** Length of the longest proper prefix that is a suffix too (Knuth-Morris-Pratt). */
function longestBorder(text: string): number {
  const borders = new Uint32Array(text.length);
  let border = 0;
  for (let i = 1; i < text.length; i += 1) {
    while (border > 0 && text[i] !== text[border]) border = borders[border - 1] as number;
    if (text[i] === text[border]) border += 1;
    borders[i] = border;
  }
  return border;
}

/** Ten or more lines, four fifths of them the same. */
function repeatedLine(text: string): string | null {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length < 10) return null;
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  const [line, count] = [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  return count >= 10 && count >= 0.8 * lines.length ? line : null;
}
