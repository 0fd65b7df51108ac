import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsFromText, type LayoutParsingRequest, layoutParsingRequest } from './layout-parsing-request.ts';
import { restructurePagesRequest } from './layout-parsing-restructure.ts';
import { type ValidationItem, validateBody } from './layout-parsing-validation.ts';
import { RectoError } from './recto-error.ts';

const parse = (fields: Record<string, unknown>): LayoutParsingRequest =>
  validateBody(layoutParsingRequest, { file: 'QQ==', ...fields });

function refusal(fields: unknown): ValidationItem[] {
  try {
    validateBody(layoutParsingRequest, fields);
  } catch (error) {
    if (!(error instanceof RectoError) || error.code !== 'request.invalid') throw error;
    return JSON.parse(error.message);
  }
  throw new Error('the body was accepted');
}
const refused = (fields: Record<string, unknown>) => refusal({ file: 'QQ==', ...fields });

describe('defaults (wire.md 2.1)', () => {
  it('leaves everything that follows the configuration null', () => {
    const request = parse({});
    expect(request).toMatchObject({
      fileType: null,
      useLayoutDetection: null,
      layoutThreshold: null,
      layoutShapeMode: 'auto',
      prettifyMarkdown: true,
      showFormulaNumber: false,
      returnMarkdownImages: true,
      restructurePages: false,
      mergeTables: true,
      relevelTitles: true,
      visualize: null,
      logId: null,
      pages: null,
      onError: null,
    });
  });

  it('ignores unknown keys', () => {
    expect(parse({ someDay: 1 })).not.toHaveProperty('someDay');
  });
});

describe('lax coercion', () => {
  it.each([
    ['temperature', '0.5', 0.5],
    ['temperature', ' 1e-3 ', 0.001],
    ['temperature', true, 1],
    ['topP', 1, 1],
    ['minPixels', 4096.0, 4096],
    ['minPixels', '4096', 4096],
    ['minPixels', '4096.0', 4096],
    ['visualize', 'true', true],
    ['visualize', 'Off', false],
    ['visualize', 1, true],
    ['visualize', 0, false],
  ])('%s: %j is read as %j', (field, given, read) => {
    expect(parse({ [field]: given })[field as keyof LayoutParsingRequest]).toBe(read);
  });

  it.each([
    ['visualize', 2, 'bool_type'],
    ['visualize', 'maybe', 'bool_parsing'],
    ['temperature', 'warm', 'float_parsing'],
    ['temperature', '0x10', 'float_parsing'],
    ['temperature', '', 'float_parsing'],
    ['minPixels', 1.5, 'int_from_float'],
    ['minPixels', '1.5', 'float_parsing'],
    ['logId', 7, 'string_type'],
    ['fileType', '1', 'literal_error'],
    ['fileType', 2, 'literal_error'],
    ['layoutShapeMode', null, 'literal_error'],
    ['prettifyMarkdown', null, 'bool_type'],
    ['markdownIgnoreLabels', 'footer', 'list_type'],
    ['vlmExtraArgs', [], 'dict_type'],
  ])('%s: %j is refused as %s', (field, given, type) => {
    expect(refused({ [field]: given })).toMatchObject([{ type, loc: ['body', field] }]);
  });

  it('reads every finite number that is written as text', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (n) => {
        expect(parse({ temperature: String(n) }).temperature).toBe(n);
      }),
    );
  });
});

describe('ranges', () => {
  it.each([
    ['topP', 0],
    ['topP', 1.01],
    ['temperature', -1],
    ['repetitionPenalty', 0],
    ['maxPixels', 0],
    ['maxNewTokens', -3],
    ['layoutThreshold', 1.1],
    ['layoutThreshold', { 3: -0.1 }],
    ['layoutUnclipRatio', 0],
    ['layoutUnclipRatio', [1, 0]],
    ['layoutUnclipRatio', [1, 1, 1]],
    ['layoutMergeBboxesMode', 'biggest'],
    ['layoutMergeBboxesMode', { 3: 'biggest' }],
    ['promptLabel', 'OCR'],
    ['outputFormats', ['odt']],
    ['pdfTextLayer', 'sometimes'],
    ['onError', 'ignore'],
  ])('%s: %j is refused with 422', (field, given) => {
    expect(refused({ [field]: given })[0]?.loc.slice(0, 2)).toEqual(['body', field]);
  });

  it('refuses a minimum above the maximum', () => {
    expect(refused({ minPixels: 10, maxPixels: 9 })).toMatchObject([{ type: 'value_error' }]);
    expect(parse({ minPixels: 9, maxPixels: 9 })).toMatchObject({ minPixels: 9, maxPixels: 9 });
  });
});

describe('values per class', () => {
  it('reads class ids from string keys', () => {
    const request = parse({
      layoutThreshold: { '21': 0.4, 3: '0.5' },
      layoutUnclipRatio: { '21': [1, 1.1], '3': 1.2 },
      layoutMergeBboxesMode: { '21': 'small' },
    });
    expect(request.layoutThreshold).toEqual(
      new Map([
        [3, 0.5],
        [21, 0.4],
      ]),
    );
    expect(request.layoutUnclipRatio).toEqual(
      new Map<number, unknown>([
        [3, 1.2],
        [21, [1, 1.1]],
      ]),
    );
    expect(request.layoutMergeBboxesMode).toEqual(new Map([[21, 'small']]));
  });

  it('accepts a pair at the top, which the reference documents and refuses', () => {
    expect(parse({ layoutUnclipRatio: [1, '1.5'] }).layoutUnclipRatio).toEqual([1, 1.5]);
  });

  it('refuses a key that is not a class id', () => {
    expect(refused({ layoutThreshold: { table: 0.5 } })).toMatchObject([
      { type: 'value_error', loc: ['body', 'layoutThreshold', 'table'] },
    ]);
  });
});

describe('refusals', () => {
  it('names a missing file as pydantic does', () => {
    expect(refusal({ fileType: 1 })).toEqual([
      { type: 'missing', loc: ['body', 'file'], msg: 'Field required', input: { fileType: 1 } },
    ]);
  });

  it('refuses a body that is not an object', () => {
    expect(refusal([])).toMatchObject([{ type: 'model_attributes_type', loc: ['body'] }]);
    expect(refusal(null)).toMatchObject([{ loc: ['body'] }]);
  });

  it('lists every bad field, in ASCII', () => {
    const items = refused({ promptLabel: 'é', topP: 2, fileType: 'x' });
    expect(items.map((i) => i.loc[1]).toSorted()).toEqual(['fileType', 'promptLabel', 'topP']);
    expect(() => parse({ promptLabel: 'é漢' })).toThrow('\\u00e9\\u6f22');
  });

  it('never echoes a big value', () => {
    const big = 'x'.repeat(1_000_000);
    for (const fields of [{ temperature: big }, { file: { a: big } }, { file: Array(5000).fill(big) }]) {
      expect(JSON.stringify(refused(fields)).length).toBeLessThan(2000);
    }
  });
});

describe('fields of forms and queries', () => {
  it('become what they would be in a JSON body', () => {
    const fields = fieldsFromText({
      fileType: '1',
      layoutThreshold: '{"21":0.4}',
      visualize: 'false',
      pages: '3',
      logId: '42',
      useLayoutDetection: 'yes',
      markdownIgnoreLabels: '[]',
    });
    expect(parse(fields)).toMatchObject({
      fileType: 1,
      visualize: false,
      pages: '3',
      logId: '42',
      useLayoutDetection: true,
      markdownIgnoreLabels: [],
    });
  });
});

describe('restructure-pages (wire.md 2.2)', () => {
  const prunedResult = {
    width: 3,
    height: 4,
    model_settings: { use_chart_recognition: true },
    parsing_res_list: [
      {
        block_label: 'text',
        block_content: 'a',
        block_bbox: [0, 0, 1, 1],
        block_id: 0,
        block_order: 1,
        group_id: 0,
        block_polygon_points: [[1, 2]],
      },
    ],
  };

  it('has the defaults of the reference', () => {
    expect(validateBody(restructurePagesRequest, { pages: [{ prunedResult }] })).toMatchObject({
      pages: [{ prunedResult, markdownImages: null }],
      mergeTables: true,
      relevelTitles: true,
      concatenatePages: false,
      returnMarkdownImages: true,
    });
  });

  it('keeps what it does not know inside prunedResult', () => {
    const pages = [{ prunedResult: { ...prunedResult, future: [null] } }];
    expect(validateBody(restructurePagesRequest, { pages }).pages[0]?.prunedResult).toMatchObject({
      future: [null],
      parsing_res_list: [{ block_polygon_points: [[1, 2]] }],
    });
  });

  it('refuses what is no result of a page', () => {
    const bad = [{}, { ...prunedResult, parsing_res_list: [{}] }, { ...prunedResult, width: 0 }];
    for (const page of bad) {
      expect(() => validateBody(restructurePagesRequest, { pages: [{ prunedResult: page }] })).toThrow(
        'prunedResult',
      );
    }
  });
});
