/** From blocks to the bytes of one element of the answer: JSON, Markdown, pictures. */
import { blockMarkdown, layoutPicture, spottingPicture } from '@recto/assembly';
import type { DocPreprocessorResult } from '@recto/contracts';
import type { Page, PageSize, Raster } from '@recto/documents';
import type { Block, Crop, PageRecognition } from '@recto/recognition';
import type { Region } from '@recto/vision';
import type { ParseSettings } from '../conductor/parse-settings.ts';
import { encodeJpeg } from './encode-jpeg.ts';
import { exportParts } from './export-parts.ts';
import { type ElementPictures, encodeCore, type NamedPictures, type PageElement } from './page-element.ts';
import {
  footnotePrefix,
  markdownBlock,
  markdownPictures,
  markdownStyle,
  markdownText,
} from './page-markdown.ts';
import { prunedResult } from './pruned-result.ts';

export interface ReadPage {
  /** Of the page in the answer, from 0. */
  readonly pageNumber: number;
  /** After preprocessing. */
  readonly page: Page;
  /** Before preprocessing. */
  readonly original: Raster;
  /** Null when layout detection is off. */
  readonly regions: readonly Region[] | null;
  readonly recognition: PageRecognition;
  /** Null when no step of preprocessing was wanted. */
  readonly preprocessing: DocPreprocessorResult | null;
  readonly settings: ParseSettings;
}

export async function assemblePage(read: ReadPage): Promise<PageElement> {
  const { page, recognition, settings } = read;
  const { width, height } = page.raster;
  const style = markdownStyle(settings);
  const formatBlock = (block: Block) => blockMarkdown(markdownBlock(block), width, style);
  const pruned = prunedResult({ ...read, width, height, formatBlock });
  const markdown = markdownText({
    blocks: recognition.blocks.map(markdownBlock),
    pageWidth: width,
    style,
    footnotePrefix: footnotePrefix(read.pageNumber),
  });
  const pictures: ElementPictures = {
    markdown: settings.markdown.returnImages
      ? await encodeAll(markdownPictures(recognition), settings)
      : null,
    visual: settings.visualize ? await visualPictures(read) : null,
  };
  return {
    core: encodeCore(pruned, markdown),
    pictures,
    exportParts: await exportParts(read, pictures.markdown),
  };
}

async function visualPictures({
  page,
  original,
  regions,
  recognition: { spotting },
  preprocessing,
  settings,
}: ReadPage): Promise<NonNullable<ElementPictures['visual']>> {
  const output = new Map<string, Crop>();
  if (preprocessing) output.set('preprocessed_img', page.raster);
  if (regions) output.set('layout_det_res', await layoutPicture(page.raster, regions));
  if (spotting) output.set('spotting_res_img', await spottingPicture(page.raster, spotting));
  return {
    output: await encodeAll(output, settings),
    input: await encodeJpeg(original, settings.maxOutputImageSize),
  };
}

async function encodeAll(
  rasters: ReadonlyMap<string, Crop>,
  { maxOutputImageSize }: ParseSettings,
): Promise<NamedPictures> {
  const encoded = [...rasters].map(
    async ([name, raster]) => [name, await encodeJpeg(raster, maxOutputImageSize)] as const,
  );
  return new Map(await Promise.all(encoded));
}

/** The element of a page that could not be parsed: its place and size, and nothing that looks like a result. */
export function failedPage({ width, height }: PageSize, settings: ParseSettings): PageElement {
  const recognition: PageRecognition = { blocks: [], figures: [], spotting: null };
  const pruned = prunedResult({
    width,
    height,
    recognition,
    regions: settings.layout === null ? null : [],
    preprocessing: null,
    settings,
    formatBlock: () => '',
  });
  const images = settings.markdown.returnImages ? new Map() : null;
  return {
    core: encodeCore(pruned, { text: '' }),
    pictures: { markdown: images, visual: null },
    exportParts: null,
  };
}
