/** `outputFormats` of `POST /restructure-pages`: files of one element, from what the caller sent back. */
import { type ExportPage, exportFile } from '@recto/assembly';
import type { Exports, OutputFormat } from '@recto/contracts';
import { exportName } from '../exports/file-names.ts';

export interface ElementFiles {
  readonly formats: readonly OutputFormat[];
  readonly page: Omit<ExportPage, 'image' | 'placed' | 'pictures'>;
  /** `markdownImages`: base64, data URLs; what lies behind other addresses is not fetched. */
  readonly images: Readonly<Record<string, string>> | null;
  readonly stem: string;
  /** Of the element in the answer; null for the only one. */
  readonly number: number | null;
}

/** Throws RectoError export.too_large, export.not_available. */
export async function elementExports({
  formats,
  page,
  images,
  stem,
  number,
}: ElementFiles): Promise<Exports> {
  const exports: Exports = {};
  const whole: ExportPage = { ...page, pictures: jpegsOf(images ?? {}), image: null, placed: [] };
  for (const format of new Set(formats)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of exportFile(format, only(whole))) chunks.push(chunk);
    const content = Buffer.concat(chunks).toString('base64');
    exports[format] = { content, fileName: exportName(stem, number, format) };
  }
  return exports;
}

async function* only(page: ExportPage): AsyncGenerator<ExportPage> {
  yield page;
}

function jpegsOf(images: Readonly<Record<string, string>>): Map<string, Uint8Array> {
  const jpegs = new Map<string, Uint8Array>();
  for (const [path, value] of Object.entries(images)) {
    if (/^https?:/i.test(value)) continue;
    const bytes = Buffer.from(value.replace(/^data:[^,]{0,100},/, ''), 'base64');
    if (bytes[0] === 0xff && bytes[1] === 0xd8) jpegs.set(path, bytes);
  }
  return jpegs;
}
