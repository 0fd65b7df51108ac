/** From blocks to the bytes of one element of the answer: JSON, Markdown, pictures. */
import type { DocPreprocessorResult } from '@recto/contracts';
import type { Page, PageSize, Raster } from '@recto/documents';
import type { PageRecognition } from '@recto/recognition';
import type { Region } from '@recto/vision';
import type { ParseSettings } from '../conductor/parse-settings.ts';
import { encodeJpeg } from './encode-jpeg.ts';
import {
  type ElementPictures,
  type EncodedElement,
  encodeCore,
  encodePictures,
  type NamedJpegs,
} from './page-element.ts';
import type { PageWriter } from './page-writer.ts';
import { prunedResult } from './pruned-result.ts';

export interface ReadPage {
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

export async function assemblePage(read: ReadPage, writer: PageWriter): Promise<EncodedElement> {
  const { page, recognition, settings } = read;
  const { width, height } = page.raster;
  const markdown = writer.markdown(recognition, width, settings);
  const pruned = prunedResult({
    ...read,
    width,
    height,
    formatBlock: (block) => writer.blockMarkdown(block, width, settings),
  });
  const pictures: ElementPictures = {
    markdown: settings.markdown.returnImages
      ? await encodeAll(
          markdown.pictures.map(({ path, crop }) => [path, crop]),
          settings,
        )
      : null,
    visual: settings.visualize ? await visualPictures(read, writer) : null,
  };
  return { core: encodeCore(pruned, markdown.text), pictures: encodePictures(pictures) };
}

async function visualPictures(
  { page, original, regions, preprocessing, settings }: ReadPage,
  writer: PageWriter,
): Promise<NonNullable<ElementPictures['visual']>> {
  const output: [string, Raster][] = [];
  if (preprocessing) output.push(['preprocessed_img', page.raster]);
  if (regions) output.push(['layout_det_res', await writer.drawLayout(page.raster, regions)]);
  return {
    output: await encodeAll(output, settings),
    input: await encodeJpeg(original, settings.maxOutputImageSize),
  };
}

const encodeAll = async (
  rasters: readonly (readonly [name: string, raster: Raster])[],
  { maxOutputImageSize }: ParseSettings,
): Promise<NamedJpegs> =>
  new Map(
    await Promise.all(
      rasters.map(async ([name, raster]) => [name, await encodeJpeg(raster, maxOutputImageSize)] as const),
    ),
  );

/** The element of a page that could not be parsed: its place and size, and nothing that looks like a result. */
export function failedPage({ width, height }: PageSize, settings: ParseSettings): EncodedElement {
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
  return { core: encodeCore(pruned, ''), pictures: encodePictures({ markdown: images, visual: null }) };
}
