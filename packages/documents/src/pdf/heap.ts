/** Reading and writing PDFium's heap. Views are made anew on each use, since growing the heap detaches old ones. */
import type { Pdfium } from './pdfium.ts';

/** Copies bytes into the heap; the caller frees the pointer. 0 when there is no memory left. */
export function copyIn(pdfium: Pdfium, bytes: Uint8Array): number {
  const pointer = pdfium.fn.malloc(bytes.length) >>> 0;
  if (pointer !== 0) heapBytes(pdfium).set(bytes, pointer);
  return pointer;
}

export const heapBytes = (pdfium: Pdfium): Uint8Array => new Uint8Array(pdfium.memory.buffer);

export const heapView = (pdfium: Pdfium): DataView => new DataView(pdfium.memory.buffer);

/** Text at `pointer` up to its terminating zero. */
export function readCString(pdfium: Pdfium, pointer: number): string {
  if (pointer === 0) return '';
  const heap = heapBytes(pdfium);
  const end = heap.indexOf(0, pointer);
  return Buffer.from(heap.subarray(pointer, end)).toString('utf8');
}

/** A block of heap that is reused for out-parameters: eight 8-byte cells. */
export interface Scratch {
  readonly pointer: number;
  f32(index: number): number;
  f64(index: number): number;
  i32(index: number): number;
}

export function createScratch(pdfium: Pdfium): Scratch {
  const pointer = pdfium.fn.malloc(64);
  let view = heapView(pdfium);
  const current = () => {
    if (view.buffer !== pdfium.memory.buffer) view = heapView(pdfium);
    return view;
  };
  return {
    pointer,
    f32: (index) => current().getFloat32(pointer + index * 4, true),
    f64: (index) => current().getFloat64(pointer + index * 8, true),
    i32: (index) => current().getInt32(pointer + index * 4, true),
  };
}
