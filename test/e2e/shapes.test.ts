/** `layoutShapeMode` over both tiers, with a graph whose outputs are those of PP-DocLayoutV3: rows and masks. */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../bench/stack.ts';
import { base64, parseJson } from '../support/parse.ts';

/** Finds a leaning title, a picture and a text in the shape of an L on any page (make.py there). */
const graphs = fileURLToPath(new URL('../../packages/vision/test-graphs/', import.meta.url));
let stack: Stack;
let file: string;

beforeAll(async () => {
  stack = await startStack({ pipeline: { LAYOUT_MODEL: 'tiny-layout-masks', MODELS_DIR: graphs } });
  const background = { r: 220, g: 60, b: 60 };
  file = base64(
    await sharp({ create: { width: 200, height: 400, channels: 3, background } })
      .png()
      .toBuffer(),
  );
}, 120_000);

afterAll(async () => {
  await stack?.stop();
});

describe('layoutShapeMode', () => {
  const parsed = async (layoutShapeMode: string) => {
    const answer = await parseJson(stack.pipeline.url, { file, layoutShapeMode });
    const [page] = answer.body.result?.layoutParsingResults ?? [];
    const { parsing_res_list = [], layout_det_res, model_settings } = page?.prunedResult ?? {};
    return { page, blocks: parsing_res_list, boxes: layout_det_res?.boxes ?? [], model_settings };
  };

  it.each(['quad', 'poly', 'auto'])('gives boxes and blocks polygons in page pixels (%s)', async (mode) => {
    const { blocks, boxes, model_settings } = await parsed(mode);
    expect(model_settings?.return_layout_polygon_points).toBe(true);
    expect(boxes.map(({ label }) => label)).toEqual(['doc_title', 'image', 'text']);
    for (const { polygon_points = [] } of boxes) expect(polygon_points.length).toBeGreaterThanOrEqual(4);
    expect(blocks.map((block) => block.block_polygon_points)).toEqual(boxes.map((box) => box.polygon_points));
    const corners = boxes[2]?.polygon_points?.length;
    expect(corners).toBe(mode === 'poly' ? 6 : 4);
  });

  it('says nothing of polygons in rect', async () => {
    const { blocks, boxes, model_settings } = await parsed('rect');
    expect(model_settings?.return_layout_polygon_points).toBe(false);
    for (const block of [...blocks, ...boxes])
      expect(Object.keys(block).filter((key) => key.includes('polygon'))).toEqual([]);
  });
});
