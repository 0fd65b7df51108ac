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
    const unit = text.slice(-length);
    if (!text.endsWith(unit.repeat(5))) continue;
    let copies = 5;
    while (text.endsWith(unit, text.length - copies * length)) copies += 1;
    // Only the longest unit that repeats is judged, as in the reference.
    return copies * length > 0.5 * text.length ? text.slice(0, text.length - copies * length) : null;
  }
  return null;
}

/** One line that is nothing but ten or more copies of a unit. */
function repeatedUnit(text: string): string | null {
  if (text.includes('\n') || text.length <= 10) return null;
  // A string is periodic exactly where it is found again inside itself doubled.
  const period = (text + text).indexOf(text, 1);
  return period < text.length && text.length / period >= 10 ? text.slice(0, period) : null;
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
