/**
 * Rows and cells of an HTML table by their place in the text. Joining tables is then cutting and pasting of text: nothing is
 * parsed and written again, so pictures, styles and odd markup in cells survive.
 */

export interface TableCell {
  /** Without tags (but pictures) and white space, full-width ASCII as plain ASCII: fit for comparison only. */
  readonly key: string;
  readonly rowspan: number;
  readonly colspan: number;
}

export interface TableRow {
  /** Offsets into the text, `<tr>` to `</tr>`. */
  readonly start: number;
  readonly end: number;
  readonly cells: readonly TableCell[];
}

/** Spans beyond HTML's own bounds count as these; a table is at most this wide. */
const maxColspan = 1000;
const maxRowspan = 65_534;
const maxColumns = 1000;

/** `[^<>]` keeps the search linear in hostile text. */
const tagPattern = /<(\/?)(table|tr|td|th)\b([^<>]*)>/gi;

/** Rows of the first table of a text; tables inside its cells belong to their cells. Empty where there is none. */
export function tableRows(html: string): TableRow[] {
  const rows: TableRow[] = [];
  let depth = 0;
  let row: { start: number; cells: TableCell[] } | null = null;
  let cell: { from: number; attributes: string } | null = null;

  const endCell = (at: number) => {
    if (row && cell) row.cells.push(cellOf(html.slice(cell.from, at), cell.attributes));
    cell = null;
  };
  const endRow = (at: number, end: number) => {
    endCell(at);
    if (row) rows.push({ ...row, end });
    row = null;
  };

  for (const match of html.matchAll(tagPattern)) {
    const [tag, slash, name = '', attributes = ''] = match;
    const kind = name.toLowerCase();
    const closes = slash === '/';
    const after = match.index + tag.length;
    if (kind === 'table') {
      depth += closes ? -1 : 1;
      if (depth > 0) continue;
      endRow(match.index, match.index);
      break;
    }
    if (depth !== 1) continue;
    if (kind === 'tr') {
      endRow(match.index, closes ? after : match.index);
      if (!closes) row = { start: match.index, cells: [] };
    } else {
      endCell(match.index);
      if (!closes) cell = { from: after, attributes };
    }
  }
  return rows;
}

function cellOf(content: string, attributes: string): TableCell {
  return {
    key: comparable(content),
    rowspan: span(attributes, 'rowspan', maxRowspan),
    colspan: span(attributes, 'colspan', maxColspan),
  };
}

function span(attributes: string, name: 'rowspan' | 'colspan', max: number): number {
  const value = new RegExp(`\\b${name}\\s*=\\s*["']?(\\d{1,9})`, 'i').exec(attributes)?.[1];
  return Math.min(max, Math.max(1, Number(value ?? 1)));
}

const comparable = (content: string): string =>
  content
    .replace(/<(?!img\b)[^<>]*>/gi, '')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\s+/g, '');

/** What a reader sees of the text beside these rows of it; empty where the rows are all there is. */
export function textOutsideRows(html: string, rows: readonly TableRow[]): string {
  const ends = [...rows.map(({ start }) => start), html.length];
  const between = ends.map((end, i) => html.slice(rows[i - 1]?.end ?? 0, end)).join('');
  return between.replace(/<(?!img\b)[^<>]*>/gi, '').trim();
}

/** Columns that the widest row reaches, cells that hang down from rows above included. */
export function columnCount(rows: readonly TableRow[]): number {
  /** Rows that each column is still covered for. */
  const covered: number[] = [];
  let widest = 0;
  for (const { cells } of rows) {
    let column = 0;
    for (const { rowspan, colspan } of cells) {
      while ((covered[column] ?? 0) > 0) column += 1;
      const end = Math.min(maxColumns, column + colspan);
      for (; column < end; column += 1) covered[column] = Math.max(covered[column] ?? 0, rowspan);
    }
    covered.forEach((left, i) => {
      if (left > 0) widest = Math.max(widest, i + 1);
      covered[i] = Math.max(0, left - 1);
    });
  }
  return widest;
}
