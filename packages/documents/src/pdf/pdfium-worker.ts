/**
 * Worker thread: one PDFium instance and the documents that are open in it. Takes one task at a time; keeps
 * few documents open and opens them again when asked. Whatever goes wrong inside PDFium, the pool gets an answer or
 * this thread ends.
 */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { RectoError, toPlain } from '@recto/contracts';
import { registerFallbackFonts } from './fonts.ts';
import { type LoadedDocument, loadDocument, readPageSizes } from './loaded-document.ts';
import { instantiatePdfium, type Pdfium } from './pdfium.ts';
import {
  type FromWorker,
  maxOpenDocuments,
  type PdfSource,
  type PdfTask,
  type TaskResults,
  type ToWorker,
  type WorkerSetup,
} from './protocol.ts';
import { renderPage } from './render-page.ts';

const port = parentPort;
if (!port) throw new Error('pdfium-worker runs in a worker thread only');

// The event loop comes first where threads are more than cores. On Linux this is a matter of the thread, elsewhere of the process.
if (process.platform === 'linux') setPriority(5);

const { wasm, wasmMemoryBytes } = workerData as WorkerSetup;
const pdfium = await instantiatePdfium(wasm, wasmMemoryBytes);
registerFallbackFonts(pdfium);

/**
 * PDFium keeps every object that a page made it parse until the document is closed. After this many pages the document
 * is opened afresh, so that the heap does not grow with the page count.
 */
const pagesPerLoad = 100;

interface OpenDocument extends LoadedDocument {
  pagesLeft: number;
}

/** Least recently used first. */
const open = new Map<number, OpenDocument>();

port.on('message', (message: ToWorker) => {
  if (message.kind === 'forget') return forget(message.documentId);
  port.postMessage(answer(message.source, message.task));
});

function answer(source: PdfSource, task: PdfTask): FromWorker {
  try {
    pdfium.takeMemoryRefusal();
    const result = run(pdfium, source, task);
    // PDFium leaves out what it had no memory for and goes on: a page with holes must not pass for a page.
    if (pdfium.takeMemoryRefusal()) return { kind: 'broken', outOfMemory: true };
    return { kind: 'done', result, heapBytes: pdfium.memory.buffer.byteLength };
  } catch (error) {
    if (pdfium.takeMemoryRefusal()) return { kind: 'broken', outOfMemory: true };
    if (error instanceof RectoError) return { kind: 'failed', error: toPlain(error) };
    return { kind: 'broken', outOfMemory: false };
  }
}

function run(instance: Pdfium, source: PdfSource, task: PdfTask): TaskResults[PdfTask['kind']] {
  const document = documentFor(source);
  if (task.kind === 'open') return { sizes: readPageSizes(instance, document) };
  document.pagesLeft--;
  return renderPage(instance, document, task);
}

function documentFor(source: PdfSource): OpenDocument {
  const known = open.get(source.id);
  if (known && known.pagesLeft > 0) {
    open.delete(source.id);
    open.set(source.id, known);
    return known;
  }
  forget(source.id);
  const [oldest] = open.keys();
  if (open.size >= maxOpenDocuments && oldest !== undefined) forget(oldest);
  const document = { ...loadDocument(pdfium, source.bytes, source.password), pagesLeft: pagesPerLoad };
  open.set(source.id, document);
  return document;
}

function forget(documentId: number): void {
  open.get(documentId)?.close();
  open.delete(documentId);
}
