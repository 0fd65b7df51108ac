/**
 * One element of `layoutParsingResults` as bytes, in two parts: what is said (`core`, small, rewritten when pages
 * are restructured) and what is shown (`pictures`, megabytes of base64 that nobody parses again).
 * `core` followed by `pictures` is the element's JSON.
 */
import type { LayoutParsingElement, PrunedResult } from '@recto/contracts';
import type { ExportParts } from './export-parts.ts';

export interface PageElement {
  readonly core: Buffer;
  readonly pictures: ElementPictures;
  /** Null where no export is wanted. */
  readonly exportParts: ExportParts | null;
}

/** A JPEG file, or the address where it is kept. */
export type ShownPicture = Uint8Array | string;
/** By the name under which the answer has them. */
export type NamedPictures = ReadonlyMap<string, ShownPicture>;

export interface ElementPictures {
  /** Null leaves `markdown.images` out. */
  readonly markdown: NamedPictures | null;
  /** Null leaves `outputImages` and `inputImage` out. */
  readonly visual: { readonly output: NamedPictures; readonly input: ShownPicture } | null;
}

const openEnd = '}}';

export type MarkdownText = Omit<LayoutParsingElement['markdown'], 'images'>;

/** Everything up to `markdown.images`. */
export function encodeCore(prunedResult: PrunedResult, markdown: MarkdownText): Buffer {
  const element: LayoutParsingElement = { prunedResult, markdown };
  return Buffer.from(JSON.stringify(element).slice(0, -openEnd.length));
}

export const decodeCore = (core: Uint8Array): LayoutParsingElement =>
  JSON.parse(Buffer.from(core).toString() + openEnd);

export function encodePictures({ markdown, visual }: ElementPictures): Buffer {
  const pieces: string[] = [];
  if (markdown) pieces.push(',"images":', imageMap(markdown));
  pieces.push('}');
  if (visual) {
    pieces.push(',"outputImages":', imageMap(visual.output), ',"inputImage":', shown(visual.input));
  }
  pieces.push('}');
  return Buffer.from(pieces.join(''), 'latin1');
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** Base64 needs no escapes; addresses and names are of the project's own making, in ASCII. */
const shown = (picture: ShownPicture): string =>
  typeof picture === 'string' ? JSON.stringify(picture) : `"${base64(picture)}"`;

const imageMap = (pictures: NamedPictures): string =>
  `{${[...pictures].map(([name, picture]) => `${JSON.stringify(name)}:${shown(picture)}`).join(',')}}`;
