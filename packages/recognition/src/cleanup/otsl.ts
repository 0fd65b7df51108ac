/** OTSL, the table language of this model family, to HTML (pipeline.md 5.3). */

const tokenPattern = /<(?:fcel|ecel|lcel|ucel|xcel|nl)>/;
const cellPattern = /(<(?:fcel|ecel|lcel|ucel|xcel)>)([\s\S]*?)(?=<(?:fcel|ecel|lcel|ucel|xcel)>|$)/g;

type CellToken = '<fcel>' | '<ecel>' | '<lcel>' | '<ucel>' | '<xcel>';

interface Cell {
  readonly token: CellToken;
  readonly text: string;
}

const empty: Cell = { token: '<ecel>', text: '' };

/** Empty where the text holds no cells: the caller keeps the raw text then. */
export function otslToHtml(otsl: string): string {
  const rows = rectangular(parseRows(otsl));
  const width = rows[0]?.length ?? 0;
  if (width === 0) return '';
  const grid = paint(rows, width);
  const html = rows.map((_, r) => `<tr>${rowHtml(grid, r, width)}</tr>`).join('');
  return `<table>${html}</table>`;
}

/** Text before the first token of a row is lost, as are rows without cells. */
function parseRows(otsl: string): Cell[][] {
  const text = otsl.trim();
  if (!tokenPattern.test(text)) return [];
  return text
    .split('<nl>')
    .map((line) =>
      [...line.matchAll(cellPattern)].map(([, token, content]) => cell(token as CellToken, content ?? '')),
    )
    .filter((row) => row.length > 0);
}

// The reference takes the next token for the text of a filled cell without text and shows `&lt;fcel&gt;`.
// That is an accident of its tokeniser: an empty filled cell is an empty cell here (docs/compatibility.md).
const cell = (token: CellToken, text: string): Cell => ({ token, text: text.trim() });

/** Rows of one width: the smallest that costs the fewest cells cut or added; filled cells are never cut. */
function rectangular(rows: Cell[][]): Cell[][] {
  if (rows.length === 0) return rows;
  const minima = rows.map((row) => row.findLastIndex((c) => c.token === '<fcel>') + 1);
  const from = Math.max(...minima);
  const to = Math.max(from, ...rows.map((row) => row.length));
  let width = from;
  let leastCost = Number.POSITIVE_INFINITY;
  for (let candidate = from; candidate <= to; candidate += 1) {
    const cost = rows.reduce((sum, row) => sum + Math.abs(row.length - candidate), 0);
    if (cost < leastCost) [width, leastCost] = [candidate, cost];
  }
  return rows.map((row) => [
    ...row.slice(0, width),
    ...Array<Cell>(Math.max(0, width - row.length)).fill(empty),
  ]);
}

interface Painted {
  readonly text: string;
  readonly row: number;
  readonly column: number;
  readonly rowspan: number;
  readonly colspan: number;
}

/** Who covers each place of the table; later cells overwrite. */
function paint(rows: readonly Cell[][], width: number): (Painted | null)[][] {
  const grid: (Painted | null)[][] = rows.map(() => Array<Painted | null>(width).fill(null));
  const tokenAt = (r: number, c: number) => rows[r]?.[c]?.token;
  const spanOf = (next: (step: number) => CellToken | undefined, merging: readonly CellToken[]) => {
    let span = 1;
    for (let token = next(span); token !== undefined && merging.includes(token); token = next(span))
      span += 1;
    return span;
  };
  rows.forEach((cells, row) => {
    cells.forEach(({ token, text }, column) => {
      if (token !== '<fcel>' && token !== '<ecel>') return;
      const colspan = spanOf((step) => tokenAt(row, column + step), ['<lcel>', '<xcel>']);
      const rowspan = spanOf((step) => tokenAt(row + step, column), ['<ucel>', '<xcel>']);
      const painted: Painted = { text, row, column, rowspan, colspan };
      for (let r = row; r < row + rowspan; r += 1) {
        for (let c = column; c < column + colspan; c += 1) (grid[r] as (Painted | null)[])[c] = painted;
      }
    });
  });
  return grid;
}

function rowHtml(grid: readonly (Painted | null)[][], row: number, width: number): string {
  let html = '';
  for (let column = 0; column < width; column += 1) {
    const painted = grid[row]?.[column];
    if (!painted) html += '<td></td>';
    else if (painted.row === row && painted.column === column) html += cellHtml(painted);
  }
  return html;
}

function cellHtml({ text, rowspan, colspan }: Painted): string {
  const spans = `${rowspan > 1 ? ` rowspan="${rowspan}"` : ''}${colspan > 1 ? ` colspan="${colspan}"` : ''}`;
  return `<td${spans}>${escapeHtml(text)}</td>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] as string);
