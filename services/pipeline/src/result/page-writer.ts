/** What the answer needs of packages/assembly, in the words of this service. */
import type { Raster } from '@recto/documents';
import type { Block, PageRecognition, Picture } from '@recto/recognition';
import type { Region } from '@recto/vision';
import type { ParseSettings } from '../conductor/parse-settings.ts';

export interface PageWriter {
  /** Text and pictures of one page's Markdown. `pageWidth` in pixels. */
  markdown(
    recognition: PageRecognition,
    pageWidth: number,
    settings: ParseSettings,
  ): { readonly text: string; readonly pictures: readonly Picture[] };
  /** A block's own Markdown fragment, for `formatBlockContent`. */
  blockMarkdown(block: Block, pageWidth: number, settings: ParseSettings): string;
  /** The page with its regions drawn over it. */
  drawLayout(raster: Raster, regions: readonly Region[]): Promise<Raster>;
}
