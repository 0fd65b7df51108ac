/**
 * One PDFium in WebAssembly, with a ceiling on its memory and the few functions that Recto calls.
 * Functions are the instance's raw exports: the package's own wrappers check arguments on every call, which the
 * text layer, with some seven calls per character, would feel.
 */
import { init } from '@embedpdf/pdfium';

type Fn = (...args: number[]) => number;

/** Raw exports: pointers and integers are numbers, booleans are 0 or 1. Names as in PDFium's public headers. */
export type PdfiumExports = Record<
  | 'FORM_OnAfterLoadPage'
  | 'FORM_OnBeforeClosePage'
  | 'FPDFBitmap_CreateEx'
  | 'FPDFBitmap_Destroy'
  | 'FPDFBitmap_FillRect'
  | 'FPDFClipPath_CountPathSegments'
  | 'FPDFClipPath_CountPaths'
  | 'FPDFClipPath_GetPathSegment'
  | 'FPDFFont_GetBaseFontName'
  | 'FPDFFont_GetFlags'
  | 'FPDFFont_GetWeight'
  | 'FPDFFormObj_CountObjects'
  | 'FPDFFormObj_GetObject'
  | 'FPDFPageObj_GetBounds'
  | 'FPDFPageObj_GetClipPath'
  | 'FPDFPageObj_GetFillColor'
  | 'FPDFPageObj_GetMatrix'
  | 'FPDFPageObj_GetType'
  | 'FPDFPage_CountObjects'
  | 'FPDFPathSegment_GetPoint'
  | 'FPDFPage_GetObject'
  | 'FPDFPage_GetRotation'
  | 'FPDFTextObj_GetFont'
  | 'FPDFTextObj_GetTextRenderMode'
  | 'FPDFText_ClosePage'
  | 'FPDFText_CountChars'
  | 'FPDFText_GetCharBox'
  | 'FPDFText_GetCharOrigin'
  | 'FPDFText_GetFontSize'
  | 'FPDFText_GetLooseCharBox'
  | 'FPDFText_GetMatrix'
  | 'FPDFText_GetTextObject'
  | 'FPDFText_GetUnicode'
  | 'FPDFText_HasUnicodeMapError'
  | 'FPDFText_IsGenerated'
  | 'FPDFText_IsHyphen'
  | 'FPDFText_LoadPage'
  | 'FPDF_CloseDocument'
  | 'FPDF_ClosePage'
  | 'FPDF_FFLDraw'
  | 'FPDF_GetLastError'
  | 'FPDF_GetPageBoundingBox'
  | 'FPDF_GetPageCount'
  | 'FPDF_GetPageHeightF'
  | 'FPDF_GetPageSizeByIndexF'
  | 'FPDF_GetPageWidthF'
  | 'FPDF_LoadMemDocument64'
  | 'FPDF_LoadPage'
  | 'FPDF_RenderPageBitmap'
  | 'FPDF_SetSystemFontInfo'
  | 'PDFiumExt_CloseFormFillInfo'
  | 'PDFiumExt_ExitFormFillEnvironment'
  | 'PDFiumExt_Init'
  | 'PDFiumExt_InitFormFillEnvironment'
  | 'PDFiumExt_OpenFormFillInfo'
  | 'free'
  | 'malloc',
  Fn
>;

export interface Pdfium {
  readonly fn: PdfiumExports;
  /** The heap as it is now: growing replaces these views, so ask again after any call that may allocate. */
  readonly memory: WebAssembly.Memory;
  /** Makes a JavaScript function callable from WebAssembly; `signature` as in Emscripten (`v`, `i`). */
  addFunction(callback: (...args: number[]) => number | undefined, signature: string): number;
  /** True once when the heap was refused more memory since the last call. */
  takeMemoryRefusal(): boolean;
}

interface EmscriptenImports extends WebAssembly.Imports {
  env: { emscripten_resize_heap: (bytes: number) => number | boolean };
}

/** Compiled once per process, instantiated in each worker. `maxBytes` bounds the heap. */
export async function instantiatePdfium(module: WebAssembly.Module, maxBytes: number): Promise<Pdfium> {
  let refused = false;
  let exports: WebAssembly.Exports = {};

  const instantiateWasm = (
    imports: EmscriptenImports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => {
    const grow = imports.env.emscripten_resize_heap;
    imports.env.emscripten_resize_heap = (bytes) => {
      // Emscripten passes a signed 32-bit number and reserves up to 96 MiB more than was asked for.
      if (bytes >>> 0 <= maxBytes) return grow(bytes);
      refused = true;
      return 0;
    };
    const instance = new WebAssembly.Instance(module, imports);
    exports = instance.exports;
    receive(instance, module);
    return exports;
  };

  const silent = () => {};
  // `instantiateWasm` is Emscripten's public hook; the package's types list only the module's own members.
  const overrides = { instantiateWasm, print: silent, printErr: silent } as object;
  const { pdfium } = await init(overrides);
  const fn = exports as unknown as PdfiumExports;
  fn.PDFiumExt_Init();

  return {
    fn,
    memory: exports.memory as WebAssembly.Memory,
    addFunction: (callback, signature) => pdfium.addFunction(callback, signature),
    takeMemoryRefusal() {
      const was = refused;
      refused = false;
      return was;
    },
  };
}
