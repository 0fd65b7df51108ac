/** `json`: the pages of the answer as one file, without pictures. */
import type { ExportPages } from './export-page.ts';

export async function* jsonExport(pages: ExportPages): AsyncGenerator<Uint8Array> {
  let separator = '{"pages":[\n';
  for await (const { element } of pages) {
    yield Buffer.from(separator + JSON.stringify(element));
    separator = ',\n';
  }
  yield Buffer.from(separator.startsWith('{') ? '{"pages":[]}\n' : '\n]}\n');
}
