/**
 * `outputFormats`: files of finished pages, written from the spool into the spool. One page at a time is in memory, but for
 * DOCX, whose format is built as a whole and is bounded.
 */
import { exportContentTypes, type MarkdownStyle } from '@recto/assembly';
import { type OutputFormat, RectoError } from '@recto/contracts';
import type { ExportPageParts } from '../exports/export-source.ts';
import { type ExportThread, startExportThread } from '../exports/export-thread.ts';
import { exportName, exportStem } from '../exports/file-names.ts';
import { markdownStyle } from '../result/page-markdown.ts';
import type { Finishing, ParsedPage } from './parse-page.ts';
import { readWhole, type SpooledPart, type SpoolFile } from './spool.ts';

/** A file in the answer: where its bytes lie in the spool, or its address. */
export interface ExportedSpooled {
  readonly fileName: string;
  readonly content: readonly SpooledPart[] | string;
}

export type SpooledExports = ReadonlyMap<OutputFormat, ExportedSpooled>;

export interface DocumentExports {
  readonly pages: readonly ParsedPage[];
  /** Of the whole document; null where each page has its own. */
  readonly exports: SpooledExports | null;
}

/** The pages as they are where the request does not ask for it. */
export async function exportSpooled(
  walk: Finishing,
  pages: readonly ParsedPage[],
  signal: AbortSignal,
): Promise<DocumentExports> {
  const wanted = walk.settings.exports;
  if (wanted === null) return { pages, exports: null };
  return walk.clock.time('export', async () => {
    const thread = startExportThread();
    const file = { walk, thread, stem: exportStem(), signal };
    try {
      if (wanted.scope === 'document')
        return { pages, exports: await filesOf(file, pages, null, wanted.formats) };
      const exported: ParsedPage[] = [];
      for (const [i, page] of pages.entries()) {
        const exports = page.exportSource && (await filesOf(file, [page], i, wanted.formats));
        exported.push({ ...page, exports });
      }
      return { pages: exported, exports: null };
    } finally {
      await thread.close();
    }
  });
}

interface FileWork {
  readonly walk: Finishing;
  readonly thread: ExportThread;
  readonly stem: string;
  readonly signal: AbortSignal;
}

async function filesOf(
  work: FileWork,
  pages: readonly ParsedPage[],
  pageNumber: number | null,
  formats: readonly OutputFormat[],
): Promise<SpooledExports> {
  const files = new Map<OutputFormat, ExportedSpooled>();
  for (const format of formats) {
    const fileName = exportName(work.stem, pageNumber, format);
    const content = await work.walk.turn.run('export', work.signal, async () => {
      const parts = await writeFile(work, pages, format);
      return store(work, fileName, format, parts);
    });
    files.set(format, { fileName, content });
  }
  return files;
}

async function writeFile(
  { walk, thread, signal }: FileWork,
  pages: readonly ParsedPage[],
  format: OutputFormat,
): Promise<SpooledPart[]> {
  const parts: SpooledPart[] = [];
  const take = async (chunk: Uint8Array) => {
    parts.push(await walk.spool.append(chunk));
  };
  await thread.write(
    format,
    exportPages({ pages, spool: walk.spool, style: markdownStyle(walk.settings) }),
    take,
    signal,
  );
  return parts;
}

/** Pages that failed have nothing to export. */
export async function* exportPages({
  pages,
  spool,
  style,
}: {
  readonly pages: readonly ParsedPage[];
  readonly spool: Pick<SpoolFile, 'read'>;
  readonly style: MarkdownStyle;
}): AsyncGenerator<ExportPageParts> {
  for (const [index, { core, exportSource }] of pages.entries()) {
    if (exportSource === null) continue;
    yield {
      index,
      style,
      core: await readWhole(spool, core),
      said: await readWhole(spool, exportSource.said),
      shown: await readWhole(spool, exportSource.shown),
    };
  }
}

/** Also where the answer has the file itself, a configured storage gets it (wire.md 4.6). */
async function store(
  { walk, signal }: FileWork,
  fileName: string,
  format: OutputFormat,
  parts: readonly SpooledPart[],
): Promise<ExportedSpooled['content']> {
  if (walk.deliver === null) return parts;
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  if (bytes > walk.parts.limits.storedExportBytes) {
    throw new RectoError('export.too_large', {
      message: `The ${format} export is too large for the storage of files: ask for fewer pages at a time`,
    });
  }
  const pieces: Uint8Array[] = [];
  for (const part of parts) pieces.push(await readWhole(walk.spool, part));
  const file = { bytes: Buffer.concat(pieces), contentType: exportContentTypes[format] };
  const shown = await walk.deliver(fileName, file, signal);
  return typeof shown === 'string' ? shown : parts;
}
