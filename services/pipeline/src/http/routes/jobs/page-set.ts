/** Sets of page numbers as short text: `1-14,17`. */

export function writePageSet(pages: ReadonlySet<number>): string {
  const runs: [number, number][] = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === page - 1) last[1] = page;
    else runs.push([page, page]);
  }
  return runs.map(([first, end]) => (first === end ? `${first}` : `${first}-${end}`)).join(',');
}

const longestText = 100_000;
/** More than any document has: a reader cannot make this server count for long. */
const mostPages = 1_000_000;

/** What a reader sends back. Anything that was never written reads as nothing seen. */
export function parsePageSet(text: string): Set<number> {
  const pages = new Set<number>();
  if (text.length > longestText || !/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/.test(text)) return pages;
  let last = 0;
  for (const run of text.split(',')) {
    const [first = 0, end = first] = run.split('-').map(Number);
    // Runs are written in order: others were never written here.
    if (first <= last || end < first || end > mostPages) return new Set();
    for (let page = first; page <= end; page += 1) pages.add(page);
    last = end;
  }
  return pages;
}
