/** Every field of `POST /layout-parsing`: values that are taken and values that are not, as a table. */
import type { Case, Group } from '../case.ts';

interface Field {
  readonly name: string;
  readonly takes: readonly unknown[];
  /** Value, and the type of the error that it earns. */
  readonly refuses: readonly (readonly [value: unknown, type: string])[];
}

/** `true` and `false` in every way that the reference reads them; `null` follows the configuration. */
const optionalFlag = (name: string): Field => ({
  name,
  takes: [true, false, null, 'true', 'no', 1, 0],
  refuses: [
    ['maybe', 'bool_parsing'],
    [2, 'bool_type'],
    [[], 'bool_type'],
  ],
});
const flag = (name: string): Field => ({
  name,
  takes: [true, false, 'false', 1],
  refuses: [
    [null, 'bool_type'],
    ['maybe', 'bool_parsing'],
  ],
});
const count = (name: string): Field => ({
  name,
  takes: [1, 112_896, '4096', 4096.0, null],
  refuses: [
    [0, 'greater_than'],
    [-5, 'greater_than'],
    [1.5, 'int_from_float'],
    ['many', 'float_parsing'],
  ],
});

/** Flags of this service whose models are not installed refuse `true`; errors/ has those cases. */
const modelFlag = (name: string): Field => ({
  name,
  takes: [false, null],
  refuses: [['maybe', 'bool_parsing']],
});

const table: readonly Field[] = [
  {
    name: 'file',
    takes: [],
    refuses: [
      [null, 'string_type'],
      [7, 'string_type'],
    ],
  },
  {
    name: 'fileType',
    takes: [1, null],
    refuses: [
      [2, 'literal_error'],
      ['1', 'literal_error'],
    ],
  },
  optionalFlag('useDocOrientationClassify'),
  modelFlag('useDocUnwarping'),
  optionalFlag('useLayoutDetection'),
  optionalFlag('useChartRecognition'),
  optionalFlag('useSealRecognition'),
  optionalFlag('useOcrForImageBlock'),
  {
    name: 'layoutThreshold',
    takes: [0, 0.5, 1, '0.5', { 21: 0.4, 22: 1 }, null],
    refuses: [
      [1.01, 'less_than_equal'],
      [-0.1, 'greater_than_equal'],
      [{ 21: 2 }, 'less_than_equal'],
      [{ table: 0.5 }, 'value_error'],
    ],
  },
  optionalFlag('layoutNms'),
  {
    name: 'layoutUnclipRatio',
    takes: [1, [1.1, 1.2], { 3: 1.1, 4: [1, 2] }, null],
    refuses: [
      [0, 'greater_than'],
      [[1, 0], 'greater_than'],
      [{ 3: -1 }, 'greater_than'],
    ],
  },
  {
    name: 'layoutMergeBboxesMode',
    takes: ['large', 'small', 'union', { 3: 'large' }, null],
    refuses: [
      ['huge', 'literal_error'],
      [{ 3: 'huge' }, 'literal_error'],
    ],
  },
  {
    name: 'layoutShapeMode',
    takes: ['rect', 'quad', 'poly', 'auto'],
    refuses: [
      [null, 'literal_error'],
      ['circle', 'literal_error'],
    ],
  },
  {
    name: 'promptLabel',
    takes: ['ocr', 'formula', 'table', 'chart', 'seal', 'spotting', null],
    refuses: [
      ['OCR', 'literal_error'],
      ['poem', 'literal_error'],
    ],
  },
  optionalFlag('formatBlockContent'),
  {
    name: 'repetitionPenalty',
    takes: [0.1, 1.2, null],
    refuses: [
      [0, 'greater_than'],
      [-1, 'greater_than'],
    ],
  },
  { name: 'temperature', takes: [0, 0.7, '0.5', null], refuses: [[-0.1, 'greater_than_equal']] },
  {
    name: 'topP',
    takes: [0.1, 1, null],
    refuses: [
      [0, 'greater_than'],
      [1.1, 'less_than_equal'],
      ['most', 'float_parsing'],
    ],
  },
  count('minPixels'),
  { ...count('maxPixels'), takes: [112_896, '4096', null] },
  { ...count('maxNewTokens'), takes: [1, 8192, null] },
  optionalFlag('mergeLayoutBlocks'),
  {
    name: 'markdownIgnoreLabels',
    takes: [[], ['number', 'table'], null],
    refuses: [
      ['number', 'list_type'],
      [[1], 'string_type'],
    ],
  },
  {
    name: 'vlmExtraArgs',
    takes: [{}, { ocr_min_pixels: 3136 }, { something: ['else'] }, null],
    refuses: [
      [[], 'dict_type'],
      ['x', 'dict_type'],
    ],
  },
  flag('prettifyMarkdown'),
  flag('showFormulaNumber'),
  flag('returnMarkdownImages'),
  flag('restructurePages'),
  flag('mergeTables'),
  flag('relevelTitles'),
  {
    name: 'outputFormats',
    takes: [[], ['docx'], null],
    refuses: [
      ['docx', 'list_type'],
      [['odt'], 'literal_error'],
    ],
  },
  optionalFlag('visualize'),
  { name: 'logId', takes: ['x', '', null], refuses: [[7, 'string_type']] },
];

const casesOf = ({ name, takes, refuses }: Field): Case[] => [
  ...takes.map(
    (value): Case => ({ name: `${name}: ${JSON.stringify(value)} is taken`, json: { [name]: value } }),
  ),
  ...refuses.map(
    ([value, type]): Case => ({
      name: `${name}: ${JSON.stringify(value)} is refused`,
      json: { [name]: value },
      code: 'request.invalid',
      refused: { type, loc: placeOf(name) },
    }),
  ),
];

/** The field; inner places of maps and pairs come after it and differ. */
const placeOf = (name: string): [string, string] => ['body', name];

const together: Case[] = [
  {
    name: 'minPixels above maxPixels is refused',
    json: { minPixels: 2000, maxPixels: 1000 },
    refused: { type: 'value_error', loc: ['body', 'minPixels'] },
  },
  { name: 'minPixels equal to maxPixels is taken', json: { minPixels: 1000, maxPixels: 1000 } },
];

export const fields: Group = {
  title: 'fields of the request',
  source: 'wire.md 2.1',
  cases: [...table.flatMap(casesOf), ...together],
};
