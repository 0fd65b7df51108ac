/** Fields that choose what is found and read. */
import { expect } from 'vitest';
import type { Case, CaseAnswer, Group } from '../case.ts';
import { darkPage, pageOf, whitePage } from '../pages.ts';

const white = { file: whitePage, useLayoutDetection: null };
const dark = { ...white, file: darkPage };

type Block = Record<string, unknown> & { block_label: string; block_content: string };
const blocksOf = ({ page }: CaseAnswer): Block[] => page.prunedResult.parsing_res_list;
const block = (answer: CaseAnswer, label: string) => blocksOf(answer).find((b) => b.block_label === label);
const boxesOf = ({ page }: CaseAnswer): { label: string; score: number; coordinate: number[] }[] =>
  page.prunedResult.layout_det_res.boxes;

const layout: Case[] = [
  {
    name: 'useLayoutDetection false makes the page one block without layout_det_res',
    json: { file: whitePage, useLayoutDetection: false },
    check: ({ page }) => {
      expect(Object.keys(page.prunedResult)).not.toContain('layout_det_res');
      expect(page.prunedResult.parsing_res_list).toMatchObject([
        { block_label: 'ocr', block_bbox: [0, 0, 1000, 1400], block_id: 0 },
      ]);
      expect(page.prunedResult.model_settings.use_layout_detection).toBe(false);
    },
  },
  {
    name: 'layoutThreshold keeps what is surer',
    json: { ...white, layoutThreshold: 0.9 },
    check: (answer) => expect(boxesOf(answer).map((b) => b.label)).toEqual(['doc_title', 'text', 'table']),
  },
  {
    name: 'layoutThreshold by class id falls on that class',
    json: { ...white, layoutThreshold: { 21: 0.99 } },
    check: (answer) => {
      expect(boxesOf(answer).map((b) => b.label)).toEqual(['doc_title', 'text', 'image', 'number']);
    },
  },
  {
    name: 'layoutNms drops the double, and false keeps it',
    json: { ...dark, layoutNms: true },
    check: (answer) => expect(boxesOf(answer).filter((b) => b.label === 'text')).toHaveLength(2),
  },
  {
    name: 'layoutNms false keeps the double',
    json: { ...dark, layoutNms: false, layoutMergeBboxesMode: 'union' },
    check: (answer) => expect(boxesOf(answer).filter((b) => b.label === 'text')).toHaveLength(3),
  },
  {
    name: 'layoutUnclipRatio widens boxes about their middle',
    json: { ...white, layoutUnclipRatio: [1.125, 1] },
    check: (answer) => expect(boxesOf(answer)[3]?.coordinate).toEqual([50, 700, 950, 1000]),
  },
  {
    name: 'layoutUnclipRatio by class id falls on that class',
    json: { ...white, layoutUnclipRatio: { 6: 1.5 } },
    check: (answer) => {
      expect(boxesOf(answer)[0]?.coordinate).toEqual([0, 65, 1000, 155]);
      expect(boxesOf(answer)[3]?.coordinate).toEqual([100, 700, 900, 1000]);
    },
  },
  ...(['large', 'small'] as const).map(
    (mode): Case => ({
      name: `layoutMergeBboxesMode ${mode} leaves one of two nested boxes`,
      json: { ...dark, layoutNms: false, layoutMergeBboxesMode: mode },
      check: (answer) => {
        const texts = boxesOf(answer).filter((b) => b.label === 'text' && (b.coordinate[1] as number) > 1000);
        expect(texts.map((b) => b.coordinate[0])).toEqual([mode === 'large' ? 100 : 160]);
      },
    }),
  ),
  {
    name: 'layoutShapeMode rect leaves polygons out and says so',
    json: { ...white, layoutShapeMode: 'rect' },
    check: ({ page }) => {
      expect(page.prunedResult.model_settings.return_layout_polygon_points).toBe(false);
      expect(JSON.stringify(page.prunedResult)).not.toMatch(/"(block_)?polygon_points"/);
    },
  },
];

const reading: Case[] = [
  {
    name: 'charts and seals are pictures unless they are to be read',
    json: dark,
    check: (answer) => {
      expect([block(answer, 'chart')?.block_content, block(answer, 'seal')?.block_content]).toEqual(['', '']);
      expect(answer.page.markdown.text).toContain('img_in_chart_box_100_320_480_480.jpg');
    },
  },
  {
    name: 'useChartRecognition reads charts as tables',
    json: { ...dark, useChartRecognition: true },
    check: (answer) => {
      expect(block(answer, 'chart')?.block_content).toBe('Year | Sum\n2020 | 4');
      expect(answer.page.markdown.text).toContain('2020');
      expect(answer.page.prunedResult.model_settings.use_chart_recognition).toBe(true);
    },
  },
  {
    name: 'useSealRecognition reads seals and keeps their picture',
    json: { ...dark, useSealRecognition: true },
    check: (answer) => {
      expect(block(answer, 'seal')?.block_content).toBe('ACME LTD');
      expect(Object.keys(answer.page.markdown.images).join()).toContain('img_in_seal_box');
    },
  },
  {
    name: 'useOcrForImageBlock reads pictures and keeps them',
    json: { ...white, useOcrForImageBlock: true },
    check: (answer) => {
      expect(block(answer, 'image')?.block_content).toBe('Some words.');
      expect(Object.keys(answer.page.markdown.images)).toHaveLength(1);
    },
  },
  {
    name: 'formulas are asked for as formulas',
    json: dark,
    check: (answer) => expect(block(answer, 'display_formula')?.block_content).toContain('E = mc^2'),
  },
  {
    name: 'mergeLayoutBlocks is reported as it was',
    json: { ...white, mergeLayoutBlocks: false },
    page: { prunedResult: { model_settings: { merge_layout_blocks: false } } },
  },
];

const prompts = {
  ocr: 'Some words.',
  table: '<table><tr><td>A</td><td>B</td></tr></table>',
  formula: 'E = mc^2',
  chart: 'Year | Sum',
  seal: 'ACME LTD',
} as const;

const promptLabels: Case[] = [
  ...Object.entries(prompts).map(
    ([promptLabel, content]): Case => ({
      name: `promptLabel ${promptLabel} asks the whole page that question`,
      json: { promptLabel },
      check: (answer) => {
        expect(blocksOf(answer)).toHaveLength(1);
        expect(blocksOf(answer)[0]).toMatchObject({ block_label: promptLabel });
        expect(blocksOf(answer)[0]?.block_content).toContain(content);
      },
    }),
  ),
  ...(['chart', 'seal'] as const).map(
    (promptLabel): Case => ({
      name: `promptLabel ${promptLabel} switches its own recognition on and reports it`,
      json: { promptLabel },
      page: { prunedResult: { model_settings: { [`use_${promptLabel}_recognition`]: true } } },
    }),
  ),
  {
    name: 'spotting gives places and words',
    json: { file: await pageOf(1000, 500), promptLabel: 'spotting' },
    check: ({ page }) => {
      expect(page.prunedResult.spotting_res.rec_texts).toEqual(['Hello']);
      const [[x, y]] = page.prunedResult.spotting_res.rec_polys[0];
      expect([x, y]).toEqual([expect.closeTo(100, 0), expect.closeTo(100, 0)]);
    },
  },
  {
    name: 'promptLabel does nothing with layout detection on',
    json: { ...white, promptLabel: 'seal' },
    check: (answer) => expect(blocksOf(answer)).toHaveLength(5),
  },
];

export const blocks: Group = {
  title: 'what is found and read',
  source: 'wire.md 2.1, pipeline.md 2-3',
  cases: [...layout, ...reading, ...promptLabels],
};
