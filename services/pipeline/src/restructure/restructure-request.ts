/** `POST /restructure-pages` from the bytes of its body to the bytes of its answer (wire.md 2.2, 3.6). */
import { randomUUID } from 'node:crypto';
import {
  blockMarkdown,
  concatenatePages,
  headedLabels,
  labelSets,
  type MarkdownBlock,
  type MarkdownStyle,
  markdownBlocks,
  type RestructuredPage,
  restructurePages,
} from '@recto/assembly';
import {
  type ConcatenatedResult,
  type ModelSettings,
  notJson,
  type PrunedResult,
  type RestructurePagesRequest,
  restructurePagesRequest,
  validateBody,
} from '@recto/contracts';
import { exportStem } from '../exports/file-names.ts';
import { footnotePrefix, markdownText } from '../result/page-markdown.ts';
import { elementExports } from './request-exports.ts';

/** Throws RectoError request.not_json, request.invalid, export.*. */
export async function restructureRequest(body: Uint8Array): Promise<Uint8Array> {
  const request = validateBody(restructurePagesRequest, parsed(body));
  const pages = restructurePages(
    request.pages.map((page) => page.prunedResult as PrunedResult),
    request,
  );
  const answer = {
    logId: request.logId || randomUUID(),
    result: {
      layoutParsingResults: await (request.concatenatePages ? oneElement : elements)(pages, request),
    },
    errorCode: 0,
    errorMsg: 'Success',
  };
  return Buffer.from(JSON.stringify(answer));
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
  } catch {
    throw notJson('The body is not JSON');
  }
}

type Images = Record<string, string> | null;

async function elements(pages: readonly RestructuredPage[], request: RestructurePagesRequest) {
  const stem = exportStem();
  const written: unknown[] = [];
  for (const [number, page] of pages.entries()) {
    const images = request.pages[number]?.markdownImages ?? null;
    written.push(await element({ ...page, images, request, stem, number }));
  }
  return written;
}

async function oneElement(pages: readonly RestructuredPage[], request: RestructurePagesRequest) {
  const document = concatenatePages(pages);
  if (document === null) return [];
  const maps = request.pages.map(({ markdownImages }) => markdownImages).filter((map) => map !== null);
  const images: Images = maps.length > 0 ? Object.assign({}, ...maps) : null;
  return [await element({ ...document, images, request, stem: exportStem(), number: null })];
}

interface ElementInput {
  readonly pruned: PrunedResult | ConcatenatedResult;
  readonly titleLevels: ReadonlyMap<number, number>;
  readonly images: Images;
  readonly request: RestructurePagesRequest;
  readonly stem: string;
  /** In the answer, from 0; null for the only one. */
  readonly number: number | null;
}

async function element({ pruned, titleLevels, images, request, stem, number }: ElementInput) {
  const blocks = markdownBlocks(pruned.parsing_res_list, titleLevels, pruned.model_settings);
  const style = styleOf(pruned.model_settings, request);
  const prefix = number === null ? '' : footnotePrefix(number);
  const markdown = markdownText({ blocks, pageWidth: pruned.width, style, footnotePrefix: prefix });
  const shown = request.returnMarkdownImages && images !== null;
  const { outputFormats: formats } = request;
  const { width, height } = pruned;
  const page = { index: 0, width, height, blocks, style, element: { prunedResult: pruned, markdown } };
  const files = formats?.length ? await elementExports({ formats, page, images, stem, number }) : null;
  return {
    prunedResult: withHeadings(pruned, blocks, style),
    markdown: { ...markdown, ...(shown && { images }) },
    ...(files && { exports: files }),
  };
}

/** Where the first pass formatted contents, headings are written again: their levels may be others now (wire.md 3.4). */
function withHeadings(
  pruned: ElementInput['pruned'],
  blocks: readonly MarkdownBlock[],
  style: MarkdownStyle,
): ElementInput['pruned'] {
  if (!pruned.model_settings.format_block_content) return pruned;
  const parsing_res_list = pruned.parsing_res_list.map((block, i) => {
    const headed = headedLabels.has(block.block_label) && !style.ignoreLabels.includes(block.block_label);
    const written = headed ? blocks[i] : undefined;
    return written ? { ...block, block_content: blockMarkdown(written, pruned.width, style) } : block;
  });
  return { ...pruned, parsing_res_list };
}

const styleOf = (settings: ModelSettings, request: RestructurePagesRequest): MarkdownStyle => ({
  flavour: request.markdownStyle,
  prettify: request.prettifyMarkdown,
  showFormulaNumber: request.showFormulaNumber,
  ...labelSets(settings.markdown_ignore_labels, request.markdownLabels ?? {}),
  useLayoutDetection: settings.use_layout_detection,
  useChartRecognition: settings.use_chart_recognition,
  useSealRecognition: settings.use_seal_recognition,
  useOcrForImageBlock: settings.use_ocr_for_image_block,
});
