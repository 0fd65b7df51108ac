/** The finished document of a job: what a synchronous request holds in its spool, written down for whoever asks later. */
import type { MarkdownStyle } from '@recto/assembly';
import type { DataInfo, OutputFormat } from '@recto/contracts';
import type { ExportedSpooled, SpooledExports } from '../../conductor/export-spooled.ts';
import type { ParsedDocument } from '../../conductor/parse-document.ts';
import type { ParsedPage } from '../../conductor/parse-page.ts';
import type { StepTimes, TimedStep } from '../../conductor/stage-clock.ts';
import type { BlobStore } from './blob-store.ts';
import { type JobSpool, readOnlySpool } from './stored-spool.ts';

/** What exports need that were not asked for. */
export interface ExportMeans {
  readonly style: MarkdownStyle;
  /** Of which the pages keep the parts. */
  readonly formats: readonly OutputFormat[];
}

export interface StoredDocument extends ParsedDocument {
  readonly exportMeans: ExportMeans;
}

type StoredExports = readonly (readonly [OutputFormat, ExportedSpooled])[];

interface Manifest {
  readonly pages: readonly (Omit<ParsedPage, 'exports'> & { readonly exports: StoredExports | null })[];
  readonly dataInfo: DataInfo;
  readonly exports: StoredExports | null;
  readonly timings: StepTimes;
  readonly exportMeans: ExportMeans;
}

const manifestKey = (id: string) => `jobs/${id}/document.json`;
const writtenKey = (id: string) => `jobs/${id}/written`;

/** @param document whose parts lie in the store or in `spool` */
export async function storeDocument(
  blobs: BlobStore,
  id: string,
  document: Omit<StoredDocument, 'spool' | 'failures' | 'timings'> & Pick<Manifest, 'timings'>,
  spool: JobSpool,
  signal: AbortSignal,
): Promise<void> {
  await spool.publish(writtenKey(id));
  const exportsOf = (exports: SpooledExports | null): StoredExports | null =>
    exports &&
    [...exports].map(([format, { fileName, content }]) => {
      const kept = typeof content === 'string' ? content : content.map(spool.stored);
      return [format, { fileName, content: kept }];
    });
  const manifest: Manifest = {
    pages: document.pages.map((page) => ({
      ...page,
      // Nobody looks for neighbours of its pages any more.
      edges: null,
      core: spool.stored(page.core),
      pictures: spool.stored(page.pictures),
      exportSource: page.exportSource && {
        said: spool.stored(page.exportSource.said),
        shown: spool.stored(page.exportSource.shown),
      },
      exports: exportsOf(page.exports),
    })),
    dataInfo: document.dataInfo,
    exports: exportsOf(document.exports),
    timings: document.timings,
    exportMeans: document.exportMeans,
  };
  await blobs.put(manifestKey(id), [Buffer.from(JSON.stringify(manifest))], signal);
}

/** Null where the job has none. */
export async function loadDocument(
  blobs: BlobStore,
  id: string,
  signal: AbortSignal,
): Promise<StoredDocument | null> {
  const bytes = await blobs.get(manifestKey(id), signal);
  if (bytes === null) return null;
  const { pages, dataInfo, exports, timings, exportMeans } = JSON.parse(bytes.toString()) as Manifest;
  return {
    pages: pages.map((page) => ({ ...page, exports: page.exports && new Map(page.exports) })),
    dataInfo,
    exports: exports && new Map(exports),
    failures: pages.flatMap(({ failures }) => failures),
    timings: new Map(Object.entries(timings) as [TimedStep, number][]),
    spool: readOnlySpool(blobs, signal),
    exportMeans,
  };
}
