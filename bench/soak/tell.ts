/** What a soak prints beside its figures: what callers did, and where each process had its memory. */
import { printTable } from '../support/print-table.ts';
import type { Tally } from './load.ts';
import { heldBytes, type MemorySample, type Watched } from './watch-process.ts';

export function tell(watched: readonly Watched[], filesAfter: readonly number[], tally: Tally): void {
  printTable(
    `what callers did, ${watched.at(-1)?.samples.at(-1)?.pages} pages`,
    ['client', 'times', 'not as it had to be'],
    [...tally].map(([name, { done, failed }]) => [name, done, failed]),
  );
  for (const [name, { complaints }] of tally)
    for (const complaint of complaints) console.log(`${name}: ${complaint}`);
  for (const process of watched) tellMemory(process);
  printTable(
    'open files',
    ['process', 'before', 'after'],
    watched.map(({ name, filesBefore }, i) => [name, filesBefore, filesAfter[i] as number]),
  );
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

const sumOf = (samples: MemorySample['threads'], of: keyof MemorySample['threads'][number]): number =>
  samples.reduce((sum, thread) => sum + thread[of], 0);

/** In the order of the columns: as resident memory is brought down to what is judged, and what that consists of. */
function tellMemory({ name, samples }: Watched): void {
  printTable(
    `${name}: resident memory (MiB) at rest, without the pages of files`,
    [
      'minute',
      'pages',
      'as it stood',
      'collected',
      'trimmed',
      'kept rasters',
      'held',
      'threads',
      'V8 heaps',
      'used of them',
      'C library',
    ],
    samples.map((sample) => [
      (sample.atMs / 60_000).toFixed(1),
      sample.pages,
      mebibytes(sample.resident.asItStood),
      mebibytes(sample.resident.collected),
      mebibytes(sample.resident.trimmed),
      mebibytes(sample.idleRasters),
      mebibytes(heldBytes(sample)),
      sample.threads.length,
      mebibytes(sumOf(sample.threads, 'heapTotal')),
      mebibytes(sumOf(sample.threads, 'heapUsed')),
      mebibytes(sample.allocated),
    ]),
  );
}
