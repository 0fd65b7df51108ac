/** What exports are made of, as it waits in the spool: a page in three parts, each written when it is known. */
import { deserialize, serialize } from 'node:v8';
import type { ExportPage, MarkdownBlock, MarkdownStyle, PlacedText } from '@recto/assembly';
import { decodeCore } from '../result/page-element.ts';

/** What the page says; written again when pages are restructured. */
export interface SaidPart {
  /** Contents as recognised, never formatted. */
  readonly blocks: readonly MarkdownBlock[];
}

/** What the page shows. */
export interface ShownPart {
  /** JPEG files by path. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  /** The page as a JPEG file; null where no export wants it. */
  readonly image: Uint8Array | null;
  readonly placed: readonly PlacedText[];
}

export const encodeSaid = (part: SaidPart): Buffer => serialize(part);
export const encodeShown = (part: ShownPart): Buffer => serialize(part);

/** One page on its way to the thread that writes exports. */
export interface ExportPageParts {
  /** Of the page in its file, from 0. */
  readonly index: number;
  readonly style: MarkdownStyle;
  readonly core: Uint8Array;
  readonly said: Uint8Array;
  readonly shown: Uint8Array;
}

export function decodeExportPage({ index, style, core, said, shown }: ExportPageParts): ExportPage {
  const { prunedResult, markdown } = decodeCore(core);
  const { width, height } = prunedResult;
  const { blocks } = deserialize(said) as SaidPart;
  const { pictures, image, placed } = deserialize(shown) as ShownPart;
  return {
    index,
    width,
    height,
    blocks,
    style,
    pictures,
    image,
    placed,
    element: { prunedResult, markdown },
  };
}
