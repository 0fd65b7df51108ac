/** `POST /restructure-pages` from the bytes of its body to the bytes of its answer (wire.md 2.2, 3.6). */
import { randomUUID } from 'node:crypto';
import {
  concatenatePages,
  labelSets,
  type MarkdownStyle,
  markdownBlocks,
  type RestructuredPage,
  restructurePages,
} from '@recto/assembly';
import {
  type ModelSettings,
  notJson,
  type PrunedResult,
  type RestructurePagesRequest,
  restructurePagesRequest,
  validateBody,
} from '@recto/contracts';
import { refuseExports } from '../conductor/parse-settings.ts';
import { footnotePrefix, markdownText } from '../result/page-markdown.ts';

/** Throws RectoError request.not_json, request.invalid, export.not_available. */
export function restructureRequest(body: Uint8Array): Uint8Array {
  const request = validateBody(restructurePagesRequest, parsed(body));
  refuseExports(request.outputFormats);
  const pages = restructurePages(
    request.pages.map((page) => page.prunedResult as PrunedResult),
    request,
  );
  const answer = {
    logId: request.logId || randomUUID(),
    result: {
      layoutParsingResults: request.concatenatePages ? oneElement(pages, request) : elements(pages, request),
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

const elements = (pages: readonly RestructuredPage[], request: RestructurePagesRequest) =>
  pages.map(({ pruned, titleLevels }, i) =>
    element(pruned, titleLevels, request.pages[i]?.markdownImages ?? null, request, footnotePrefix(i)),
  );

function oneElement(pages: readonly RestructuredPage[], request: RestructurePagesRequest) {
  const document = concatenatePages(pages);
  if (document === null) return [];
  const maps = request.pages.map(({ markdownImages }) => markdownImages).filter((map) => map !== null);
  const images: Images = maps.length > 0 ? Object.assign({}, ...maps) : null;
  return [element(document.pruned, document.titleLevels, images, request, '')];
}

type AnyPruned = Pick<PrunedResult, 'width' | 'model_settings' | 'parsing_res_list'>;

function element(
  pruned: AnyPruned,
  titleLevels: ReadonlyMap<number, number>,
  images: Images,
  request: RestructurePagesRequest,
  prefix: string,
) {
  const blocks = markdownBlocks(pruned.parsing_res_list, titleLevels, pruned.model_settings);
  const markdown = markdownText({
    blocks,
    pageWidth: pruned.width,
    style: styleOf(pruned.model_settings, request),
    footnotePrefix: prefix,
  });
  const shown = request.returnMarkdownImages && images !== null;
  return { prunedResult: pruned, markdown: { ...markdown, ...(shown && { images }) } };
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
