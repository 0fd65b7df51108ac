/** The body of `POST /layout-parsing`: every field of wire.md 2.1, and Recto's extensions. Unknown keys are ignored. */
import { z } from 'zod';
import { promptLabels } from './layout-labels.ts';
import { laxBoolean, laxNumber, orConfig, perClass, positiveInteger } from './layout-parsing-lax.ts';

export const layoutShapeModes = ['rect', 'quad', 'poly', 'auto'] as const;
export const mergeBboxesModes = ['large', 'small', 'union'] as const;
export const textLayerModes = ['auto', 'never', 'always'] as const;
export const errorModes = ['strict', 'partial'] as const;
/** `docx` is the reference's, the others are extensions. */
export const outputFormats = ['docx', 'html', 'json', 'pdf', 'zip'] as const;
export type OutputFormat = (typeof outputFormats)[number];
export const exportScopes = ['page', 'document'] as const;
export const markdownStyles = ['reference', 'clean'] as const;
export const labelPolicies = ['keep', 'drop', 'separate'] as const;
export type LabelPolicy = (typeof labelPolicies)[number];

const share = laxNumber((n) => n.gte(0).lte(1));
const ratio = laxNumber((n) => n.gt(0));
const ratioPair = z.tuple([ratio, ratio]);
const mergeMode = z.enum(mergeBboxesModes);

const fileType = z.literal([0, 1]);

const preprocessingFields = {
  useDocOrientationClassify: orConfig(laxBoolean),
  useDocUnwarping: orConfig(laxBoolean),
};

const layoutFields = {
  useLayoutDetection: orConfig(laxBoolean),
  layoutThreshold: orConfig(z.union([share, perClass(share)])),
  layoutNms: orConfig(laxBoolean),
  layoutUnclipRatio: orConfig(z.union([ratio, ratioPair, perClass(z.union([ratio, ratioPair]))])),
  layoutMergeBboxesMode: orConfig(z.union([mergeMode, perClass(mergeMode)])),
  layoutShapeMode: z.enum(layoutShapeModes).default('auto'),
  mergeLayoutBlocks: orConfig(laxBoolean),
};

const recognitionFields = {
  useChartRecognition: orConfig(laxBoolean),
  useSealRecognition: orConfig(laxBoolean),
  useOcrForImageBlock: orConfig(laxBoolean),
  promptLabel: orConfig(z.enum(promptLabels)).describe('What the page is read as without layout detection'),
  repetitionPenalty: orConfig(laxNumber((n) => n.gt(0))),
  temperature: orConfig(laxNumber((n) => n.gte(0))),
  topP: orConfig(laxNumber((n) => n.gt(0).lte(1))),
  minPixels: orConfig(positiveInteger),
  maxPixels: orConfig(positiveInteger),
  maxNewTokens: orConfig(positiveInteger),
  vlmExtraArgs: orConfig(z.record(z.string(), z.unknown())),
};

const markdownFields = {
  formatBlockContent: orConfig(laxBoolean),
  markdownIgnoreLabels: orConfig(z.array(z.string())).describe('Labels left out of the Markdown'),
  prettifyMarkdown: laxBoolean.default(true),
  showFormulaNumber: laxBoolean.default(false),
  returnMarkdownImages: laxBoolean.default(true),
  restructurePages: laxBoolean
    .default(false)
    .describe('Merge tables over page ends and level titles, as /restructure-pages does'),
  mergeTables: laxBoolean.default(true),
  relevelTitles: laxBoolean.default(true),
  joinParagraphs: laxBoolean
    .default(false)
    .describe('Extension, with restructurePages: paragraphs that a page end breaks become one'),
  outputFormats: orConfig(z.array(z.enum(outputFormats))).describe('Files to make beside the answer'),
  visualize: orConfig(laxBoolean).describe('Adds pictures of what was found'),
  logId: orConfig(z.string()).describe('Echoed in the answer'),
};

/** Extensions of how Markdown is written, for both operations. */
export const markdownStyleFields = {
  markdownStyle: z
    .enum(markdownStyles)
    .default('reference')
    .describe('Extension: "clean" writes footnotes, lists, code and pipe tables, and no styled HTML'),
  markdownLabels: orConfig(z.record(z.string(), z.enum(labelPolicies))).describe(
    'Extension: what becomes of the blocks of a label; wins over markdownIgnoreLabels',
  ),
};

/** What the reference does not have. */
const extensionFields = {
  ...markdownStyleFields,
  exportScope: z
    .enum(exportScopes)
    .default('page')
    .describe('Extension: files of outputFormats one per page, as in the reference, or one for the document'),
  pages: orConfig(z.string()).describe('Extension: pages of the source, from 1, as "1-5,9"; null = all'),
  password: orConfig(z.string()).describe('Extension: opens an encrypted PDF'),
  pdfTextLayer: orConfig(z.enum(textLayerModes)).describe(
    "Extension: whether the PDF's own words are taken, where they can be trusted",
  ),
  onError: orConfig(z.enum(errorModes)).describe(
    'Extension: "partial" returns what could be read, and the failures',
  ),
  returnConfidence: laxBoolean.default(false).describe('Extension: each block says how sure its makers were'),
};

export const layoutParsingRequest = z
  .object({
    file: z.string().describe("http(s) URL or base64 of the file's bytes"),
    fileType: orConfig(fileType).describe('0 = PDF, 1 = image; null = look at the bytes'),
    ...preprocessingFields,
    ...layoutFields,
    ...recognitionFields,
    ...markdownFields,
    ...extensionFields,
  })
  .refine((r) => r.minPixels === null || r.maxPixels === null || r.minPixels <= r.maxPixels, {
    message: 'minPixels is larger than maxPixels',
    path: ['minPixels'],
  });

export type LayoutParsingRequest = z.output<typeof layoutParsingRequest>;
/** What a client may send. */
export type LayoutParsingInput = z.input<typeof layoutParsingRequest>;

const textFields: ReadonlySet<string> = new Set([
  'file',
  'promptLabel',
  'layoutShapeMode',
  'logId',
  'pages',
  'password',
  'pdfTextLayer',
  'onError',
  'markdownStyle',
  'exportScope',
]);

/**
 * Fields of a form or a query, where everything is text, as they would stand in a JSON body:
 * `fileType=1` is a number, `layoutThreshold={"21":0.4}` an object; what is not JSON stays text.
 */
export function fieldsFromText(fields: Readonly<Record<string, string>>): Record<string, unknown> {
  const parsed: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(fields)) {
    parsed[name] = textFields.has(name) ? text : jsonOrText(text);
  }
  return parsed;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
