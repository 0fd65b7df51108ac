/** A page's regions and blocks in the shape of `prunedResult` (wire.md 3.2-3.4). */
import {
  type DocPreprocessorResult,
  type LayoutBox,
  type ParsingBlock,
  type PrunedResult,
  unorderedLabels,
} from '@recto/contracts';
import type { Box } from '@recto/geometry';
import type { Block, PageRecognition } from '@recto/recognition';
import type { Region } from '@recto/vision';
import { modelSettings, type ParseSettings } from '../conductor/parse-settings.ts';

export interface PrunedPage {
  /** Pixels, after preprocessing. */
  readonly width: number;
  readonly height: number;
  readonly recognition: PageRecognition;
  /** Unfiltered, in reading order; null when layout detection is off. */
  readonly regions: readonly Region[] | null;
  /** Null when no step of preprocessing was wanted. */
  readonly preprocessing: DocPreprocessorResult | null;
  readonly settings: ParseSettings;
  /** What a block's `block_content` is with `formatBlockContent`. */
  readonly formatBlock: (block: Block) => string;
}

export function prunedResult(page: PrunedPage): PrunedResult {
  const { recognition, regions, preprocessing, settings } = page;
  return {
    page_count: null,
    width: page.width,
    height: page.height,
    model_settings: modelSettings(settings),
    parsing_res_list: parsingBlocks(page),
    ...(recognition.spotting && { spotting_res: recognition.spotting }),
    ...(preprocessing && { doc_preprocessor_res: preprocessing }),
    ...(regions && { layout_det_res: { boxes: regions.map(layoutBox) } }),
  };
}

function parsingBlocks({ recognition, settings, formatBlock }: PrunedPage): ParsingBlock[] {
  const ignored = new Set<string>(settings.markdown.ignoreLabels);
  const showsSource = settings.recognition.textLayer !== 'never';
  let order = 0;
  return recognition.blocks.map((block, id) => {
    const ordered = !unorderedLabels.has(block.label) && !ignored.has(block.label);
    if (ordered) order += 1;
    // Restructuring works on plain contents and formats them itself.
    const formats = settings.markdown.formatBlockContent && settings.restructure === null;
    const formatted = formats && !ignored.has(block.label);
    return {
      block_label: block.label,
      block_content: formatted ? formatBlock(block) : block.content,
      block_bbox: corners(block.box),
      block_id: id,
      block_order: ordered ? order : null,
      group_id: block.groupId ?? id,
      ...(block.polygon && { block_polygon_points: block.polygon }),
      ...(showsSource && { content_source: block.source }),
      ...(block.confidence && { confidence: block.confidence }),
      ...(block.failure && { error: block.failure }),
    };
  });
}

const layoutBox = (region: Region): LayoutBox => ({
  cls_id: region.classId,
  label: region.label,
  score: region.score,
  coordinate: corners(region.box),
  order: region.order,
  ...(region.polygon && { polygon_points: region.polygon }),
});

const corners = ([x0, y0, x1, y1]: Box): [number, number, number, number] => [
  Math.trunc(x0),
  Math.trunc(y0),
  Math.trunc(x1),
  Math.trunc(y1),
];
