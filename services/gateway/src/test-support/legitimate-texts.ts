/** Texts of real kinds of documents that repeat much and are no loops. `rows` is what their crop has room for. */

export interface LegitimateText {
  readonly name: string;
  readonly text: string;
  readonly rows: number;
}

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');
/** Numbers that look like those of an account, the same in every run. */
const amount = (index: number): string =>
  `${(index * 7919) % 9973}.${String((index * 31) % 100).padStart(2, '0')}`;
const otslRow = (...cells: string[]): string =>
  `${cells.map((cell) => (cell === '' ? '<ecel>' : `<fcel>${cell}`)).join('')}<nl>`;
const htmlRow = (...cells: string[]): string =>
  `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
const pipeRow = (...cells: string[]): string => `| ${cells.join(' | ')} |\n`;
const fill = (count: number, cell: string): string[] => new Array<string>(count).fill(cell);

const crop = (heightPixels: number): number => Math.floor(heightPixels / 16);

export const legitimateTexts: readonly LegitimateText[] = [
  {
    name: 'OTSL: zeros under labels',
    rows: 0,
    text: times(60, (i) => otslRow(`Position ${i * 37}`, ...fill(8, '0'))),
  },
  { name: 'OTSL: a matrix of zeros', rows: crop(480), text: times(24, () => otslRow(...fill(10, '0'))) },
  { name: 'OTSL: dashes in every cell', rows: crop(640), text: times(36, () => otslRow(...fill(6, '-'))) },
  {
    name: 'OTSL: N/A in every cell, size unknown',
    rows: 0,
    text: times(12, () => otslRow(...fill(4, 'N/A'))),
  },
  {
    name: 'OTSL: an empty form',
    rows: 0,
    text: otslRow('Date', 'Name', 'Sum') + times(40, () => otslRow('', '', '')),
  },
  {
    name: 'OTSL: an empty wide form',
    rows: 0,
    text: otslRow(...fill(12, 'h')) + times(30, () => otslRow(...fill(12, ''))),
  },
  {
    name: 'OTSL: merged cells',
    rows: 0,
    text: times(40, (i) => `<fcel>Group ${i * 13}${'<lcel>'.repeat(20)}<nl>`),
  },
  { name: 'OTSL: one row of many equal cells', rows: 0, text: otslRow(...fill(60, '1')) },
  { name: 'OTSL: numbered empty rows', rows: 0, text: times(100, (i) => otslRow(String(i + 1), '', '', '')) },
  { name: 'OTSL: a column of years', rows: 0, text: times(150, (i) => otslRow(String(1870 + i), '0')) },
  {
    name: 'HTML: zeros under labels',
    rows: 0,
    text: times(60, (i) => htmlRow(`Position ${i * 37}`, ...fill(6, '0'))),
  },
  { name: 'HTML: equal rows', rows: crop(400), text: times(20, () => htmlRow(...fill(5, '0.00'))) },
  { name: 'HTML: empty rows', rows: 0, text: times(30, () => htmlRow(...fill(5, ''))) },
  {
    name: 'HTML: spans',
    rows: 0,
    text: times(40, (i) => `<tr><td rowspan="2">${amount(i)}</td><td colspan="3"></td></tr>`),
  },
  {
    name: 'HTML: empty rows, a line each',
    rows: 0,
    text: times(48, () => `${htmlRow(...fill(4, ''))}\n`),
  },
  {
    name: 'Markdown: many equal rows among others',
    rows: crop(1_100),
    text: times(60, (i) => (i % 8 === 7 ? pipeRow(amount(i), 'open') : pipeRow('approved', 'none'))),
  },
  { name: 'Markdown: equal rows', rows: crop(400), text: times(20, () => pipeRow('yes', 'no', 'yes', 'no')) },
  { name: 'Markdown: a wide head', rows: 0, text: pipeRow(...fill(30, 'x1')) + pipeRow(...fill(30, '---')) },
  {
    name: 'columns of numbers',
    rows: 0,
    text: times(200, (i) => `${amount(i)}  ${amount(i + 7)}  ${amount(3 * i)}\n`),
  },
  { name: 'a column of equal prices', rows: crop(800), text: times(40, () => '9.99\n') },
  {
    name: 'a table of contents',
    rows: 0,
    text: times(
      80,
      (i) => `${i + 1}.${(i % 7) + 1} Section about ${amount(i)} ${'.'.repeat(187 - (i % 9))} ${i * 3}\n`,
    ),
  },
  { name: 'spaced leaders', rows: 0, text: times(40, (i) => `Item ${amount(i)} ${'. '.repeat(94)}${i}\n`) },
  {
    name: 'rules of ASCII',
    rows: 0,
    text: times(20, (i) => `${'='.repeat(132)}\nPart ${amount(i)}\n${'-'.repeat(132)}\n`),
  },
  { name: 'one rule across a wide page', rows: 0, text: '_'.repeat(300) },
  {
    name: 'a box of ASCII',
    rows: 0,
    text: times(10, (i) => `+${'-'.repeat(30)}+${'-'.repeat(30)}+\n| ${amount(i)} | ${amount(i * 3)} |\n`),
  },
  { name: 'lines to sign on', rows: 0, text: times(12, () => 'Name: ____________ Date: ____________\n') },
  { name: 'check boxes', rows: 0, text: times(24, () => '☐ Yes ☐ No\n') },
  { name: 'answers of a survey', rows: 0, text: times(45, () => 'N/A\n') },
  { name: 'code', rows: 0, text: times(60, (i) => `  if (x[${i * 17}] === null) {\n    return;\n  }\n`) },
  {
    name: 'closing braces',
    rows: 0,
    text: `${times(20, (i) => `${' '.repeat(2 * i)}{\n`)}${times(20, (i) => `${' '.repeat(40 - 2 * i)}}\n`)}`,
  },
  {
    name: 'a hex dump of zeros',
    rows: 0,
    text: times(
      60,
      (i) => `${(i * 16).toString(16).padStart(8, '0')}  ${'00 '.repeat(16)} |${'.'.repeat(16)}|\n`,
    ),
  },
  {
    name: 'LaTeX: an array of zeros',
    rows: 0,
    text: `\\begin{array}{cccccccc}\n${times(8, () => `${fill(8, '0').join(' & ')} \\\\\n`)}\\end{array}`,
  },
  {
    name: 'LaTeX: an identity matrix',
    rows: 0,
    text: times(
      16,
      (i) =>
        `${fill(16, '0')
          .map((z, c) => (c === i ? '1' : z))
          .join(' & ')} \\\\\n`,
    ),
  },
  {
    name: 'LaTeX: dots and spaces',
    rows: 0,
    text: `a_1 ${'\\quad '.repeat(12)} b ${'\\cdots '.repeat(20)} c`,
  },
  { name: 'LaTeX: columns', rows: 0, text: `\\begin{tabular}{${'c|'.repeat(40)}}` },
  {
    name: 'places of words',
    rows: 0,
    text: times(
      120,
      (i) =>
        `w${amount(i)}${[i, i * 3, i * 7, i * 11]
          .map((n) => `<|LOC_${n % 1000}|>`)
          .join('')
          .repeat(2)}`,
    ),
  },
  {
    name: 'places of a column',
    rows: 0,
    text: times(
      60,
      (i) =>
        `<|LOC_100|><|LOC_${i * 16}|><|LOC_300|><|LOC_${i * 16}|><|LOC_300|><|LOC_${i * 16 + 12}|><|LOC_100|><|LOC_${i * 16 + 12}|>`,
    ),
  },
  { name: 'a chart with a flat line', rows: 0, text: times(60, (i) => `${1960 + i} | 0 | 0\n`) },
  {
    name: 'a refrain',
    rows: 0,
    text: times(6, (i) => `Verse ${amount(i)}\n${'Na na na na, hey hey, goodbye\n'.repeat(4)}`),
  },
  { name: 'Chinese laughter', rows: 0, text: `他笑道：${'哈'.repeat(60)}！` },
  { name: 'a ruler', rows: 0, text: times(150, (i) => `${i} `) },
  { name: 'labels of an address', rows: 0, text: times(6, () => 'ACME Ltd.\n12 High Street\nLondon W1\n\n') },
  {
    name: 'a calendar',
    rows: 0,
    text: times(12, (m) => `Month ${m + 1}\n${times(31, (d) => `${d + 1} `)}\n`),
  },
  { name: 'DNA', rows: 0, text: times(2_000, (i) => 'ACGT'.charAt(((i * 2654435761) >>> 7) % 4)) },
];
