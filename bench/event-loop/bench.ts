/** `event-loop`: is everything heavy off the event loops of both services while four documents parse? */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type RunningService, withStack } from '../stack.ts';
import type { Bench } from '../support/figure.ts';
import { askPipeline, elementsOf } from '../support/pipeline-client.ts';
import { printTable } from '../support/print-table.ts';
import { scrape, total } from '../support/prometheus.ts';
import { type Delays, startBareProcess } from './bare-process.ts';

const documents = ['report.pdf', 'paper.pdf', 'newspaper.jpg', 'letter.jpg'] as const;

const sample = (name: string): Promise<Buffer> =>
  readFile(fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)));

/** Since the last call. */
const delays = async ({ url }: RunningService): Promise<Delays> => {
  const samples = await scrape(url);
  const at = (quantile: string): number =>
    total(samples, 'recto_event_loop_delay_seconds', { quantile }) * 1000;
  return { median: at('0.5'), p99: at('0.99'), longest: at('1') };
};

const row = (service: string, { median, p99, longest }: Delays): string[] => [
  service,
  ...[median, p99, longest].map((delay) => delay.toFixed(1)),
];

export const eventLoop: Bench = async () => {
  const files = await Promise.all(documents.map(sample));
  return withStack({}, async ({ pipeline, gateway }) => {
    // Start-up compiles and loads; what counts is the service at work.
    elementsOf(await askPipeline(pipeline.url, files[1]!, {}));
    await Promise.all([delays(pipeline), delays(gateway)]);

    const bare = await startBareProcess();
    const answers = await Promise.all(files.map((file) => askPipeline(pipeline.url, file, {})));
    const [ofPipeline, ofGateway] = await Promise.all([delays(pipeline), delays(gateway)]);
    const ofBare = await bare.stop();
    for (const answer of answers) elementsOf(answer);

    printTable(
      `Event-loop delay while ${documents.length} documents parse (${documents.join(', ')})`,
      ['process', 'median (ms)', 'p99 (ms)', 'max (ms)'],
      [row('pipeline', ofPipeline), row('gateway', ofGateway), row('bare, idle', ofBare)],
    );
    const bar = { sense: 'at most' as const, value: 30 };
    return [
      { name: 'pipeline p99', value: ofPipeline.p99, bar, digits: 1, unit: ' ms' },
      { name: 'gateway p99', value: ofGateway.p99, bar, digits: 1, unit: ' ms' },
    ];
  });
};
