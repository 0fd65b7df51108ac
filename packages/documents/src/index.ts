export { type DocumentLimits, defaultDocumentLimits } from './limits.ts';
export {
  createDocumentOpener,
  type DocumentOpener,
  type DocumentOpenerOptions,
  type OpenDocumentInput,
} from './open-document.ts';
export type { OpenedDocument, Page, PageSize, Raster, RenderOptions, TextLayer, TextWord } from './page.ts';
export { parsePageSelection } from './page-selection.ts';
export { type FileKind, sniff } from './sniff.ts';
