/** Measures what pages cost and what is on them, on the real pipeline: one page at a time before an engine that answers at once. */
import { readFile } from 'node:fs/promises';
import type { LayoutParsingElement } from '@recto/contracts';
import { imageSize } from '../../services/gateway/src/transport/image-size.ts';
import { documentPath, readRows } from '../support/evaluation-data.ts';
import { askPipeline, elementsOf } from '../support/pipeline-client.ts';
import { processorSeconds } from '../support/processor-time.ts';
import { scrape, total } from '../support/prometheus.ts';
import { type InstantStack, withInstantEngine } from '../support/with-instant-engine.ts';
import { type Calibration, quantilesOf } from './calibration.ts';

/** One page at a time, each step in one thread: what a step takes is what it costs. */
const oneByOne = { PAGES_IN_FLIGHT: '1', RENDER_WORKERS: '1', LAYOUT_WORKERS: '1' };
const quantileSteps = 20;
/** Of Latin text; PaddleOCR-VL has the vocabulary of ERNIE 4.5, whose words are about as long as those of other such models. */
const lettersOfToken = 3.5;
/** Text that the engine said, and not the PDF. */
const saidByEngine = 'Read at once.';
/** Of a token of an image, px; and what an image is enlarged or reduced to at least and at most (pipeline.md 4.2, 4.5). */
const tokenSide = 28;
const [leastPixels, mostPixels] = [336 * 336, 1280 * 28 * 28];

const stepMs = async ({ pipeline }: InstantStack, step: string): Promise<number> => {
  const samples = await scrape(pipeline.url);
  const name = 'recto_step_duration_seconds_sum';
  return samples.some((sample) => sample.name === name && sample.labels.step === step)
    ? 1000 * total(samples, name, { step })
    : 0;
};

const steps = ['open', 'render', 'layout', 'assemble', 'spool'] as const;

async function levels(stack: InstantStack) {
  const [processor, ...ms] = await Promise.all([
    processorSeconds(stack.pipeline.pid),
    ...steps.map((step) => stepMs(stack, step)),
  ]);
  const [open = 0, render = 0, layout = 0, assemble = 0, spool = 0] = ms;
  return { processor: 1000 * processor, open, render, layout, assemble: assemble + spool };
}

export async function measureCosts(
  files: readonly Buffer[],
): Promise<Calibration['costs'] & { pages: number; crops: number; imageTokens: number[] }> {
  const imageTokens: number[] = [];
  const note = (body: Buffer) => imageTokens.push(tokensOfImage(body));
  const costs = await withInstantEngine(
    async (stack) => {
      const parse = async (file: Buffer): Promise<LayoutParsingElement[]> => {
        const fields = { visualize: false, pdfTextLayer: 'never' };
        return elementsOf(await askPipeline(stack.pipeline.url, file, fields));
      };
      await parse(files[0] as Buffer); // Loads models and starts threads.
      imageTokens.length = 0;
      const [before, callsBefore] = [await levels(stack), stack.calls()];
      let pages = 0;
      let pixels = 0;
      for (const file of files) {
        for (const { prunedResult } of await parse(file)) {
          pages += 1;
          pixels += (prunedResult.width ?? 0) * (prunedResult.height ?? 0);
        }
      }
      const after = await levels(stack);
      const crops = stack.calls() - callsBefore;
      const spent = (name: keyof typeof after) => after[name] - before[name];
      const inThreads = spent('render') + spent('layout') + spent('assemble') + spent('open');
      return {
        pages,
        crops,
        openMs: spent('open') / files.length,
        renderMs: spent('render') / pages,
        layoutMs: spent('layout') / pages,
        // Cutting, encoding, asking, and whatever else the process did.
        cropMs: Math.max(0, spent('processor') - inThreads) / crops,
        assembleMs: spent('assemble') / pages,
        rasterBytes: Math.round((3 * pixels) / pages),
      };
    },
    oneByOne,
    note,
  );
  return { ...costs, imageTokens };
}

/** The PDF's own words say how long the answers of its crops are. */
async function measureTexts(
  files: readonly Buffer[],
): Promise<{ cropsOfPage: number[]; textTokens: number[] }> {
  const cropsOfPage: number[] = [];
  const textTokens: number[] = [];
  await withInstantEngine(async ({ pipeline }) => {
    for (const file of files) {
      const fields = { visualize: false, pdfTextLayer: 'auto' };
      for (const { prunedResult } of elementsOf(await askPipeline(pipeline.url, file, fields))) {
        const read = prunedResult.parsing_res_list.filter(({ block_content }) => block_content !== '');
        const printed = read.filter(({ block_content }) => block_content !== saidByEngine);
        // A scan says nothing; a page that is partly a picture would say too little.
        if (printed.length < 0.8 * read.length) continue;
        cropsOfPage.push(read.length);
        for (const { block_content } of printed)
          textTokens.push(Math.ceil(block_content.length / lettersOfToken) + 1);
      }
    }
  });
  return { cropsOfPage, textTokens };
}

function tokensOfImage(body: Buffer): number {
  const [, base64 = ''] = /data:image\/\w+;base64,([A-Za-z0-9+/=]+)/.exec(body.toString('latin1')) ?? [];
  const size = imageSize(Buffer.from(base64, 'base64'));
  if (size === null) throw new Error('a question without an image');
  const pixels = Math.min(mostPixels, Math.max(leastPixels, size.width * size.height));
  return Math.round(pixels / tokenSide ** 2);
}

/** On the PDFs of the evaluation data. */
export async function calibrate(limit: number): Promise<Calibration> {
  const rows = await readRows<{ file: string }>('rules.jsonl');
  const paths = [...new Set(rows.map(({ file }) => file))].filter((file) => file.endsWith('.pdf'));
  const files = await Promise.all(paths.slice(0, limit).map((path) => readFile(documentPath(path))));
  const { imageTokens, pages, crops, ...costs } = await measureCosts(files);
  const { cropsOfPage, textTokens } = await measureTexts(files);
  console.log(
    `${pages} pages with ${crops} crops; ${cropsOfPage.length} pages with ${textTokens.length} texts that are printed`,
  );
  return {
    costs,
    contents: {
      cropsOfPage: quantilesOf(cropsOfPage, quantileSteps),
      imageTokens: quantilesOf(imageTokens, quantileSteps),
      textTokens: quantilesOf(textTokens, quantileSteps),
    },
  };
}
