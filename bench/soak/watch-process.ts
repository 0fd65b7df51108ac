/** A process over the length of a soak: what it holds at rest beside the pages that it has done, and its open files. */
import { readdir, readlink } from 'node:fs/promises';
import type { RunningService } from '../stack.ts';
import { scrape, total } from '../support/prometheus.ts';
import { type Estimate, medianSlope } from '../support/statistics.ts';
import { askProbe, type MemoryReport } from './memory-report.ts';

export interface MemorySample extends MemoryReport {
  readonly atMs: number;
  readonly pages: number;
  /** Of rasters that are kept for later pages: as many as pages were once under way together, 256 MiB at most. Bytes. */
  readonly idleRasters: number;
}

export interface Watched {
  readonly name: string;
  readonly service: RunningService;
  /** The gateway has none. */
  readonly hasRasters: boolean;
  readonly samples: MemorySample[];
  filesBefore: number;
}

/** @param options.leak bytes a page that the process is made to hold: to see whether the soak sees it */
export async function sampleMemory(
  { service, hasRasters, samples }: Watched,
  options: { readonly probes: string; readonly atMs: number; readonly pages: number; readonly leak: number },
): Promise<void> {
  const { probes, atMs, pages, leak } = options;
  const report = await askProbe(probes, service.pid, leak * pages);
  const idleRasters = hasRasters ? total(await scrape(service.url), 'recto_raster_idle_bytes') : 0;
  samples.push({ ...report, atMs, pages, idleRasters });
}

/** What should not grow with the pages, bytes. */
export const heldBytes = ({
  resident,
  idleRasters,
}: Pick<MemorySample, 'resident' | 'idleRasters'>): number => resident.trimmed - idleRasters;

type Weighed = Pick<MemorySample, 'atMs' | 'pages' | 'resident' | 'idleRasters' | 'threads'>;

/**
 * Bytes a page, from `warmUpMs` on. Only samples with equally many threads are compared: a thread is some 15 MB, the one for tables ends
 * when a minute went by without any, and their number is bounded.
 */
export function growthPerPage(samples: readonly Weighed[], warmUpMs: number): Estimate {
  const warm = samples.filter(({ atMs }) => atMs >= warmUpMs);
  const groups = Map.groupBy(warm, ({ threads }) => threads.length);
  return medianSlope(
    [...groups.values()].map((group) => group.map((sample) => [sample.pages, heldBytes(sample)] as const)),
  );
}

/** What a thread's event loop needs; threads come and go with the work, and their numbers are bounded. */
const ofEventLoops = /^(anon_inode:|pipe:)/;

/** Files and sockets. */
export async function openFiles(pid: number): Promise<number> {
  const directory = `/proc/${pid}/fd`;
  const links = (await readdir(directory)).map((name) => readlink(`${directory}/${name}`).catch(() => null));
  return (await Promise.all(links)).filter((link) => link !== null && !ofEventLoops.test(link)).length;
}
