/** One file of some pages, in the chunks in which it is written. A format's library is loaded when it is first needed. */
import type { OutputFormat } from '@recto/contracts';
import { defaultExportLimits, type ExportLimits } from './export-limits.ts';
import type { ExportPages } from './export-page.ts';

/** What a browser is told about the file. */
export const exportContentTypes: Readonly<Record<OutputFormat, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  pdf: 'application/pdf',
  zip: 'application/zip',
};

/** Throws RectoError export.too_large, export.not_available (a PDF of pages without their images). */
export async function* exportFile(
  format: OutputFormat,
  pages: ExportPages,
  limits: ExportLimits = defaultExportLimits,
): AsyncGenerator<Uint8Array> {
  const write = await writers[format]();
  yield* write(pages, limits);
}

type Writer = (pages: ExportPages, limits: ExportLimits) => AsyncGenerator<Uint8Array>;

const writers: Readonly<Record<OutputFormat, () => Promise<Writer>>> = {
  docx: async () => (await import('./docx/docx-export.ts')).docxExport,
  html: async () => (await import('./html/html-export.ts')).htmlExport,
  json: async () => (await import('./json-export.ts')).jsonExport,
  pdf: async () => (await import('./pdf/pdf-export.ts')).pdfExport,
  zip: async () => (await import('./zip/zip-export.ts')).zipExport,
};
