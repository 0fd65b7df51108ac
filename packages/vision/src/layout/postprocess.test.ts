import { layoutLabels } from '@recto/contracts';
import { describe, expect, it } from 'vitest';
import { regionsFromRows } from './postprocess.ts';
import type { LayoutRows } from './raw-box.ts';
import type { LayoutOptions } from './region.ts';

const page = { width: 1000, height: 1000 };
const options: LayoutOptions = {
  threshold: 0.3,
  nms: true,
  unclipRatio: [1, 1],
  mergeMode: 'union',
  shapeMode: 'rect',
};
const id = (label: (typeof layoutLabels)[number]) => layoutLabels.indexOf(label);
const text = id('text');

function rows(...list: number[][]): LayoutRows {
  return { columns: list[0]?.length ?? 7, values: Float32Array.from(list.flat()) };
}
const boxes = (given: LayoutRows, changed: Partial<LayoutOptions> = {}, size = page) =>
  regionsFromRows(given, null, size, { ...options, ...changed }).map(({ box }) => box);

describe('layout post-processing (pipeline.md 2.4)', () => {
  it('rounds halves to even before anything else', () => {
    expect(boxes(rows([text, 0.9, 0.5, 1.5, 2.5, 10.4, 1]))).toEqual([[0, 2, 2, 10]]);
  });

  it('keeps scores strictly above the threshold and drops class -1', () => {
    const given = rows([text, 0.5, 0, 0, 9, 9, 1], [text, 0.51, 20, 0, 29, 9, 2], [-1, 0.9, 40, 0, 49, 9, 3]);
    expect(boxes(given, { threshold: 0.5 })).toEqual([[20, 0, 29, 9]]);
  });

  it('drops class -1 before it could suppress anything', () => {
    const given = rows([-1, 0.9, 0, 0, 99, 99, 1], [text, 0.8, 0, 0, 99, 99, 2]);
    expect(boxes(given)).toEqual([[0, 0, 99, 99]]);
  });

  it('goes through a map of thresholds class by class, which decides where the order ties', () => {
    const given = rows([text, 0.9, 0, 0, 9, 9, 1], [id('table'), 0.9, 0, 20, 9, 29, 1]);
    const labels = (threshold: LayoutOptions['threshold']) =>
      regionsFromRows(given, null, page, { ...options, nms: false, threshold }).map((r) => r.label);
    expect(labels(0.3)).toEqual(['text', 'table']);
    expect(labels(new Map())).toEqual(['table', 'text']);
  });

  it('keeps only scores above the threshold of the class', () => {
    const given = rows([text, 0.5, 0, 0, 9, 9, 1], [text, 0.75, 0, 20, 9, 29, 2]);
    expect(boxes(given, { threshold: new Map([[text, 0.5]]) })).toEqual([[0, 20, 9, 29]]);
  });

  it('takes 0.5 for classes that a map of thresholds leaves out', () => {
    const given = rows(
      [text, 0.45, 0, 0, 9, 9, 1],
      [id('table'), 0.45, 0, 20, 9, 29, 2],
      [id('table'), 0.55, 0, 40, 9, 49, 3],
    );
    expect(boxes(given, { threshold: new Map([[text, 0.4]]) })).toEqual([
      [0, 0, 9, 9],
      [0, 40, 9, 49],
    ]);
  });

  it('suppresses the weaker of two boxes of a class at IoU 0.6 with inclusive pixels, of two classes at 0.98', () => {
    // 10x10 and 10x6 inclusive pixels: 60 / 100.
    const pair = (other: number) => rows([text, 0.9, 0, 0, 9, 9, 1], [other, 0.8, 0, 0, 9, 5, 2]);
    expect(boxes(pair(text))).toHaveLength(1);
    expect(boxes(pair(id('table')))).toHaveLength(2);
    expect(boxes(pair(text), { nms: false })).toHaveLength(2);
    const same = rows([text, 0.9, 0, 0, 9, 9, 1], [id('table'), 0.8, 0, 0, 9, 9, 2]);
    expect(regionsFromRows(same, null, page, options).map((r) => r.label)).toEqual(['text']);
  });

  it('drops an image as large as the page, at 0.82 of a landscape and 0.93 of a portrait page', () => {
    const given = rows([id('image'), 0.9, 0, 0, 1000, 900, 1], [text, 0.9, 0, 0, 500, 50, 2]);
    expect(boxes(given)).toHaveLength(2);
    expect(boxes(given, {}, { width: 1001, height: 1000 })).toEqual([[0, 0, 500, 50]]);
    expect(boxes(rows([id('image'), 0.9, 0, 0, 1000, 1000, 1]))).toHaveLength(1);
    const two = rows([id('image'), 0.9, 0, 0, 1000, 1000, 1], [id('image'), 0.8, 0, 20, 1000, 1000, 2]);
    expect(boxes(two, { nms: false })).toHaveLength(2);
  });

  it.each([
    ['landscape', { width: 1001, height: 1000 }, 0.82],
    ['square', { width: 1000, height: 1000 }, 0.93],
    ['portrait', { width: 1000, height: 1001 }, 0.93],
  ])('counts an image as the %s page from its share on', (_, size, share) => {
    const covering = (part: number) =>
      rows(
        [id('image'), 0.9, 0, 0, size.width, Math.floor(part * size.height), 1],
        [text, 0.9, 0, 0, 500, 50, 2],
      );
    expect(boxes(covering(share - 0.001), {}, size)).toHaveLength(2);
    expect(boxes(covering(share + 0.001), {}, size)).toEqual([[0, 0, 500, 50]]);
  });

  it('measures page-sized images on the page, and no other class', () => {
    const beyond = rows([id('image'), 0.9, 500, 0, 1500, 1000, 1], [text, 0.9, 0, 0, 400, 50, 2]);
    expect(boxes(beyond)).toHaveLength(2);
    const table = rows([id('table'), 0.9, 0, 0, 1000, 1000, 1], [text, 0.9, 0, 0, 500, 50, 2]);
    expect(boxes(table)).toHaveLength(2);
  });

  it('drops page-sized images before it looks for boxes in boxes', () => {
    const given = rows([id('image'), 0.9, 0, 0, 1000, 1000, 1], [text, 0.9, 0, 0, 500, 50, 2]);
    expect(boxes(given, { mergeMode: 'large' })).toEqual([[0, 0, 500, 50]]);
  });

  it('sorts 7 columns by order, 8 columns by order and then by the second key from above', () => {
    const seven = rows([text, 0.9, 0, 0, 9, 9, 5], [text, 0.8, 0, 20, 9, 29, 2]);
    expect(boxes(seven)).toEqual([
      [0, 20, 9, 29],
      [0, 0, 9, 9],
    ]);
    const eight = rows(
      [text, 0.9, 0, 0, 9, 9, 5, 1],
      [text, 0.8, 0, 20, 9, 29, 5, 2],
      [text, 0.7, 0, 40, 9, 49, 1, 0],
    );
    expect(boxes(eight).map((b) => b[1])).toEqual([40, 20, 0]);
  });

  it('puts 6 columns into geometric reading order', () => {
    const given = rows(
      [text, 0.7, 500, 0, 900, 400],
      [text, 0.9, 0, 450, 400, 900],
      [text, 0.8, 0, 0, 400, 400],
    );
    expect(boxes(given)).toEqual([
      [0, 0, 400, 400],
      [0, 450, 400, 900],
      [500, 0, 900, 400],
    ]);
  });

  it('unclips about the centre, truncates, clamps and drops what has no area', () => {
    const given = rows(
      [text, 0.9, 100, 100, 201, 200, 1],
      [text, 0.8, 0, 900, 100, 1100, 2],
      [text, 0.7, 5, 5, 5, 9, 3],
    );
    expect(boxes(given, { unclipRatio: [2, 1] })).toEqual([
      [49, 100, 251, 200],
      [0, 900, 150, 1000],
    ]);
    expect(boxes(given, { unclipRatio: new Map([[text, [1, 0.5]]]) })[0]).toEqual([100, 125, 201, 175]);
  });

  it('numbers ordered labels from 1 and gives the others null (wire.md 3.2)', () => {
    const given = rows(
      [id('header'), 0.9, 0, 0, 90, 9, 1],
      [text, 0.9, 0, 20, 90, 29, 2],
      [id('table'), 0.9, 0, 40, 90, 49, 3],
      [id('number'), 0.9, 0, 60, 90, 69, 4],
    );
    expect(regionsFromRows(given, null, page, options).map((r) => r.order)).toEqual([null, 1, null, 2]);
  });

  it('gives nothing for no rows and refuses rows of another width', () => {
    expect(boxes({ columns: 7, values: new Float32Array() })).toEqual([]);
    expect(() => boxes(rows([1, 1, 1, 1, 1]))).toThrow(RangeError);
  });
});
