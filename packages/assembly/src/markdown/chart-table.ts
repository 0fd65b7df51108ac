/** A recognised chart (`|`-separated rows) as an HTML table, white space included (pipeline.md 6.4). */
export function chartTable(content: string): string {
  const [header = [], ...rows] = content
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const cells = (tag: 'th' | 'td', row: readonly string[]) =>
    row.map((cell) => `<${tag} style='text-align: center;'>${cell}</${tag}>`).join('');
  return [
    "<table border=1 style='margin: auto; width: max-content;'>",
    `  <thead><tr>${cells('th', header)}</tr></thead>`,
    '  <tbody>',
    ...rows.map((row) => `    <tr>${cells('td', row)}</tr>`),
    '  </tbody>',
    '</table>',
  ].join('\n');
}
