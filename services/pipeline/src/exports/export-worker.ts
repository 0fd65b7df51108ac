/**
 * The thread in which exports are written. One file at a time: pages are asked for as they are needed, and no chunk is made
 * before the one before it was taken.
 */
import { on } from 'node:events';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { type ExportPage, exportFile } from '@recto/assembly';
import { type OutputFormat, type PlainError, toPlain } from '@recto/contracts';
import { decodeExportPage, type ExportPageParts } from './export-source.ts';

export type ToExportWorker =
  | { readonly kind: 'make'; readonly format: OutputFormat }
  /** Answers `page`; null after the last. */
  | { readonly kind: 'page'; readonly page: ExportPageParts | null }
  /** Answers `chunk`. */
  | { readonly kind: 'taken' };

export type FromExportWorker =
  | { readonly kind: 'page' }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: PlainError; readonly detail: string };

async function serve(port: MessagePort): Promise<void> {
  const inbox = on(port, 'message');
  const say = (message: FromExportWorker) => port.postMessage(message);
  const heard = async (): Promise<ToExportWorker> => (await inbox.next()).value?.[0];

  async function* pages(): AsyncGenerator<ExportPage> {
    for (;;) {
      say({ kind: 'page' });
      const answer = await heard();
      if (answer.kind !== 'page' || answer.page === null) return;
      yield decodeExportPage(answer.page);
    }
  }

  for (;;) {
    const order = await heard();
    if (order.kind !== 'make') continue;
    try {
      for await (const bytes of exportFile(order.format, pages())) {
        say({ kind: 'chunk', bytes });
        await heard();
      }
      say({ kind: 'done' });
    } catch (error) {
      say({ kind: 'failed', error: toPlain(error), detail: String(error) });
    }
  }
}

if (parentPort) await serve(parentPort);
