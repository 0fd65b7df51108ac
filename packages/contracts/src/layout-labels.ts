/** The 25 classes of PP-DocLayoutV2/V3 in id order (pipeline.md 2.1); the project's own model has the same. */
export const layoutLabels = [
  'abstract',
  'algorithm',
  'aside_text',
  'chart',
  'content',
  'display_formula',
  'doc_title',
  'figure_title',
  'footer',
  'footer_image',
  'footnote',
  'formula_number',
  'header',
  'header_image',
  'image',
  'inline_formula',
  'number',
  'paragraph_title',
  'reference',
  'reference_content',
  'seal',
  'table',
  'text',
  'vertical_text',
  'vision_footnote',
] as const;

export type LayoutLabel = (typeof layoutLabels)[number];

/** Labels of the pseudo block when layout detection is off (wire.md 2.1 `promptLabel`). */
export const promptLabels = ['ocr', 'formula', 'table', 'chart', 'seal', 'spotting'] as const;
export type PromptLabel = (typeof promptLabels)[number];

/** What a block may be called on the wire. */
export type BlockLabel = LayoutLabel | PromptLabel;

/** Left out of Markdown unless a request says otherwise (wire.md 5.2). */
export const defaultMarkdownIgnoreLabels = [
  'number',
  'footnote',
  'header',
  'header_image',
  'footer',
  'footer_image',
  'aside_text',
] as const satisfies readonly LayoutLabel[];

/** Boxes of these labels carry `order: null` (wire.md 3.2). */
export const unorderedLabels: ReadonlySet<string> = new Set<LayoutLabel>([
  'figure_title',
  'vision_footnote',
  'image',
  'chart',
  'table',
  'header',
  'header_image',
  'footer',
  'footer_image',
  'footnote',
  'aside_text',
]);
