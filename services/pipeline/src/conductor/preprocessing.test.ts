import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayoutParsingElement } from '@recto/contracts';
import type { Page } from '@recto/documents';
import type { OrientationClassifier, Unwarper } from '@recto/vision';
import { afterAll, describe, expect, it } from 'vitest';
import { createHouse, fileOf, pageSize, settingsOf } from './house.fixture.ts';
import { parseDocument } from './parse-document.ts';
import type { ParseSettings } from './parse-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-preprocessing-test-'));
afterAll(() => rmSync(directory, { recursive: true }));
const never = new AbortController().signal;

/** What one page goes through, in order, with the width that it then has. */
async function parsed(preprocessing: ParseSettings['preprocessing']) {
  const steps: string[] = [];
  const sideways = (page: Page): Page => {
    const { width, height, data } = page.raster;
    return { ...page, raster: { width: height, height: width, data } };
  };
  const orientation: OrientationClassifier = {
    modelName: 'fake',
    classify: async ({ raster }) => {
      steps.push(`classify ${raster.width}`);
      return 90;
    },
    turn: async (page, degrees) => {
      steps.push(`turn ${degrees} ${page.raster.width}`);
      return sideways(page);
    },
    close: async () => {},
  };
  const unwarping: Unwarper = {
    modelName: 'fake',
    unwarp: async (page) => {
      steps.push(`unwarp ${page.raster.width}`);
      return page;
    },
    close: async () => {},
  };
  const { parts } = createHouse(directory);
  const detector = {
    ...parts.detector,
    detect: async ({ width }: { width: number }) => {
      steps.push(`detect ${width}`);
      return [];
    },
  };
  const settings = { ...settingsOf({ visualize: true }), preprocessing };
  const { pages, spool, dataInfo } = await parseDocument(
    fileOf(1),
    settings,
    { ...parts, orientation, unwarping, detector },
    never,
  );
  const pieces: Uint8Array[] = [];
  for (const part of [pages[0]?.core, pages[0]?.pictures]) {
    if (part) for await (const piece of spool.read(part)) pieces.push(piece);
  }
  await spool.close();
  const element = JSON.parse(Buffer.concat(pieces).toString()) as LayoutParsingElement;
  return { steps, dataInfo, element, result: element.prunedResult };
}

describe('preprocessing (pipeline.md 8)', () => {
  const { width, height } = pageSize;

  it('turns, then flattens; everything after sees the page that comes out', async () => {
    const { steps, result, dataInfo, element } = await parsed({ orientation: true, unwarping: true });
    expect(steps).toEqual([`classify ${width}`, `turn 90 ${width}`, `unwarp ${height}`, `detect ${height}`]);
    expect(result).toMatchObject({
      width: height,
      height: width,
      doc_preprocessor_res: {
        model_settings: { use_doc_orientation_classify: true, use_doc_unwarping: true },
        angle: 90,
      },
    });
    expect(dataInfo).toMatchObject({ pages: [pageSize] });
    expect(Object.keys(element.outputImages ?? {}).sort()).toEqual(['layout_det_res', 'preprocessed_img']);
  });

  it('reports the angle -1 where pages are not classified', async () => {
    const { steps, result } = await parsed({ orientation: false, unwarping: true });
    expect(steps).toEqual([`unwarp ${width}`, `detect ${width}`]);
    expect(result.doc_preprocessor_res).toEqual({
      model_settings: { use_doc_orientation_classify: false, use_doc_unwarping: true },
      angle: -1,
    });
    const neither = await parsed({ orientation: false, unwarping: false });
    expect(neither.result.doc_preprocessor_res?.angle).toBe(-1);
  });

  it('says nothing of it where no step was wanted', async () => {
    const { steps, result } = await parsed(null);
    expect(steps).toEqual([`detect ${width}`]);
    expect(result).not.toHaveProperty('doc_preprocessor_res');
  });
});
