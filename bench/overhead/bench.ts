/** `overhead`: what the service costs beyond the work itself. Both sides are measured in turns, so that other load on the machine hits both. */
import { parseArgs } from 'node:util';
import type { RunningService } from '../stack.ts';
import type { Bench } from '../support/figure.ts';
import { longDocument } from '../support/long-document.ts';
import { askPipeline, elementsOf } from '../support/pipeline-client.ts';
import { printTable } from '../support/print-table.ts';
import { median } from '../support/statistics.ts';
import { withInstantEngine } from '../support/with-instant-engine.ts';
import { createBareLoop } from './bare-loop.ts';

const rounds = 5;

/** No text layer: every block goes to the engine as a crop. */
const fields = { visualize: false, returnMarkdownImages: false, pdfTextLayer: 'never' };

/** Refinement finds regions that the bare loop, which has the model alone, does not crop: both sides shall do the same work. */
const sameRegions = { LAYOUT_REFINE: 'false' };

const timePipeline = async (pipeline: RunningService, pdf: Buffer, pages: number): Promise<number> => {
  const answer = await askPipeline(pipeline.url, pdf, fields);
  const answered = elementsOf(answer).length;
  if (answered !== pages) throw new Error(`${answered} of ${pages} pages came back`);
  return answer.elapsedMs;
};

export const overhead: Bench = async (args) => {
  const { values } = parseArgs({ args, options: { pages: { type: 'string', default: '40' } } });
  const pages = Number(values.pages);
  const pdf = await longDocument(pages);
  const bareLoop = await createBareLoop();
  try {
    return await withInstantEngine(async ({ pipeline, calls }) => {
      const warmUp = await longDocument(4);
      await timePipeline(pipeline, warmUp, 4);
      await bareLoop.run(warmUp);

      const results = [];
      for (let round = 0; round < rounds; round += 1) {
        const callsBefore = calls();
        const pipelineMs = await timePipeline(pipeline, pdf, pages);
        const asked = calls() - callsBefore;
        const bare = await bareLoop.run(pdf);
        results.push({ pipelineMs, asked, ...bare, ratio: bare.elapsedMs / pipelineMs });
      }
      printTable(
        `${pages} pages, pipeline and bare loop in turns`,
        ['round', 'pipeline (pages/s)', 'crops', 'bare loop (pages/s)', 'crops', 'ratio'],
        results.map(({ pipelineMs, asked, elapsedMs, crops, ratio }, round) => [
          String(round + 1),
          ((pages * 1000) / pipelineMs).toFixed(2),
          asked,
          ((pages * 1000) / elapsedMs).toFixed(2),
          crops,
          ratio.toFixed(3),
        ]),
      );
      return [
        {
          name: 'pages per second over the bare loop (median of rounds)',
          value: median(results.map(({ ratio }) => ratio)),
          bar: { sense: 'at least', value: 0.85 },
        },
      ];
    }, sameRegions);
  } finally {
    await bareLoop.close();
  }
};
