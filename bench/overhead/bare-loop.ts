/** The work of a page and nothing else: render, detect (resize, inference), encode crops. No HTTP, no scheduler, no assembly. */
import { availableParallelism } from 'node:os';
import { createDocumentOpener, type Raster } from '@recto/documents';
import { createLayoutDetector, type LayoutDetector, type Region } from '@recto/vision';
import sharp from 'sharp';
import { inParallel } from '../support/in-parallel.ts';

export interface BareLoop {
  /** ms for all pages of a PDF. */
  run(pdf: Uint8Array): Promise<{ readonly elapsedMs: number; readonly crops: number }>;
  close(): Promise<void>;
}

/** Regions that are shown, not read. */
const pictures: ReadonlySet<string> = new Set(['image', 'chart', 'seal', 'header_image', 'footer_image']);

/** As crops go to a VLM server (pipeline.md 4.4). */
const quality = 75;

const encodeCrop = async (
  { data, width, height }: Raster,
  { box: [x0, y0, x1, y1] }: Region,
): Promise<void> => {
  await sharp(data, { raw: { width, height, channels: 3 } })
    .extract({ left: x0, top: y0, width: x1 - x0, height: y1 - y0 })
    .jpeg({ quality })
    .toBuffer();
};

/** Returns the number of crops. */
const page = async (raster: Raster, detector: LayoutDetector, signal: AbortSignal): Promise<number> => {
  const regions = await detector.detect(raster, detector.defaults, signal);
  const read = regions.filter(
    ({ label, box: [x0, y0, x1, y1] }) => !pictures.has(label) && x1 > x0 && y1 > y0,
  );
  await Promise.all(read.map((region) => encodeCrop(raster, region)));
  return read.length;
};

/** One thread a core for PDFs and one for inference, as the pipeline has by default; enough pages at once to keep both busy. */
export const createBareLoop = async (): Promise<BareLoop> => {
  const cores = availableParallelism();
  const opener = createDocumentOpener({ pdfWorkers: cores });
  // The same model as the service, which reads the same variable.
  const detector = await createLayoutDetector({ workers: cores, modelsDir: process.env.MODELS_DIR });
  const { signal } = new AbortController();
  return {
    run: async (pdf) => {
      const started = performance.now();
      const document = await opener.open({ bytes: pdf, type: 'pdf', signal });
      const indexes = Array.from({ length: document.pageCount }, (_, index) => index);
      const crops = await inParallel(indexes, cores * 2, async (index) => {
        const { raster } = await document.renderPage(index, { textLayer: false, signal });
        return page(raster, detector, signal);
      });
      await document.close();
      return { elapsedMs: performance.now() - started, crops: crops.reduce((sum, count) => sum + count, 0) };
    },
    close: async () => {
      await Promise.all([opener.close(), detector.close()]);
    },
  };
};
