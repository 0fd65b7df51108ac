export type { OpenedDocument, Page, PageSize, Raster, RenderOptions, TextLayer, TextWord } from './page.ts';
