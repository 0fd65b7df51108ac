/** The `pages` parameter: `"1-5,9"` counted from 1, as a reader counts. */
import { RectoError } from '@recto/contracts';

const part = /^(\d{1,9})(?:-(\d{1,9})?)?$/;

/**
 * 0-based page indexes in document order, each once. `"3-"` reaches to the last page.
 * Throws `pages.invalid` for anything that is not a list of numbers and ranges, `pages.out_of_range` for pages that
 * the document does not have.
 */
export function parsePageSelection(selection: string, pageCount: number): number[] {
  const chosen = new Set<number>();
  for (const item of selection.split(',')) {
    const match = part.exec(item.trim());
    if (!match) throw new RectoError('pages.invalid', { message: 'Pages are given like "1-5,9"' });
    const first = Number(match[1]);
    const last = lastOf(item, match[2], first, pageCount);
    if (first < 1 || (match[2] !== undefined && last < first)) {
      throw new RectoError('pages.invalid', { message: 'Pages count from 1 and ranges run upwards' });
    }
    if (first > pageCount || last > pageCount) {
      throw new RectoError('pages.out_of_range', {
        message: `The page selection reaches beyond the last page, ${pageCount}`,
      });
    }
    for (let page = first; page <= last; page++) chosen.add(page - 1);
  }
  return [...chosen].sort((a, b) => a - b);
}

function lastOf(item: string, end: string | undefined, first: number, pageCount: number): number {
  if (end !== undefined) return Number(end);
  return item.includes('-') ? pageCount : first;
}
