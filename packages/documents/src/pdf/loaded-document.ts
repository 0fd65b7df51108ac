/** A PDF that is open inside one PDFium instance: its bytes, its handle and its form, freed together. */
import { RectoError } from '@recto/contracts';
import { copyIn, createScratch } from './heap.ts';
import type { Pdfium } from './pdfium.ts';

export interface LoadedDocument {
  /** FPDF_DOCUMENT. */
  readonly handle: number;
  /** FPDF_FORMHANDLE; 0 when PDFium could not make one. */
  readonly form: number;
  readonly pageCount: number;
  close(): void;
}

/** FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY (fpdfview.h). */
const passwordError = 4;
const securityError = 5;

/** Longest password that PDF 2.0 knows, in UTF-8 bytes. */
const maxPasswordBytes = 127;

/**
 * Throws `file.encrypted`, `file.wrong_password`, `file.broken` or `file.bomb` (no room for the bytes).
 * A PDF without pages opens here; whoever opens it decides what that means.
 */
export function loadDocument(
  pdfium: Pdfium,
  bytes: Uint8Array,
  password: string | undefined,
): LoadedDocument {
  const { fn } = pdfium;
  const passwordBytes = Buffer.from(`${password ?? ''}\0`);
  if (passwordBytes.length > maxPasswordBytes + 1) throw new RectoError('file.wrong_password');
  const data = copyIn(pdfium, bytes);
  if (data === 0) throw new RectoError('file.bomb');
  const passwordPointer = copyIn(pdfium, passwordBytes);
  const handle = fn.FPDF_LoadMemDocument64(data, bytes.length, passwordPointer);
  const error = handle === 0 ? fn.FPDF_GetLastError() : 0;
  fn.free(passwordPointer);
  if (handle === 0) {
    fn.free(data);
    throw loadError(error, password);
  }

  const formInfo = fn.PDFiumExt_OpenFormFillInfo();
  const form = fn.PDFiumExt_InitFormFillEnvironment(handle, formInfo);
  return {
    handle,
    form,
    pageCount: fn.FPDF_GetPageCount(handle),
    close() {
      if (form !== 0) fn.PDFiumExt_ExitFormFillEnvironment(form);
      fn.PDFiumExt_CloseFormFillInfo(formInfo);
      fn.FPDF_CloseDocument(handle);
      fn.free(data);
    },
  };
}

function loadError(error: number, password: string | undefined): RectoError {
  if (error === passwordError) {
    return new RectoError(password === undefined ? 'file.encrypted' : 'file.wrong_password');
  }
  if (error === securityError) {
    return new RectoError('file.encrypted', {
      message: 'The PDF is encrypted in a way that is not supported',
    });
  }
  return new RectoError('file.broken');
}

/** Width and height of every page in points, /Rotate applied; 0 x 0 where the page itself is damaged. */
export function readPageSizes(pdfium: Pdfium, document: LoadedDocument): Float32Array {
  const { fn } = pdfium;
  const sizes = new Float32Array(document.pageCount * 2);
  const out = createScratch(pdfium);
  for (let page = 0; page < document.pageCount; page++) {
    if (fn.FPDF_GetPageSizeByIndexF(document.handle, page, out.pointer) === 0) continue;
    sizes[page * 2] = out.f32(0);
    sizes[page * 2 + 1] = out.f32(1);
  }
  fn.free(out.pointer);
  return sizes;
}
