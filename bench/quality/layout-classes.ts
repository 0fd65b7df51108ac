/** From the 25 layout classes to the coarser classes that the evaluation data shares between its sources. */
import type { LayoutLabel } from '@recto/contracts';

/** The data's `list` counts as `text`: the layout classes have no list, its items are text. */
export const coarseClasses = [
  'text',
  'title',
  'table',
  'figure',
  'caption',
  'formula',
  'formula_number',
  'header',
  'footer',
  'footnote',
  'index',
] as const;

export type CoarseClass = (typeof coarseClasses)[number];

const ofLabel: Readonly<Record<LayoutLabel, CoarseClass | null>> = {
  abstract: 'text',
  algorithm: 'text',
  aside_text: 'text',
  chart: 'figure',
  content: 'index',
  display_formula: 'formula',
  doc_title: 'title',
  figure_title: 'caption',
  footer: 'footer',
  footer_image: 'figure',
  footnote: 'footnote',
  formula_number: 'formula_number',
  header: 'header',
  header_image: 'figure',
  image: 'figure',
  inline_formula: null,
  number: 'footer',
  paragraph_title: 'title',
  reference: null,
  reference_content: 'text',
  seal: 'figure',
  table: 'table',
  text: 'text',
  vertical_text: 'text',
  vision_footnote: 'footnote',
};

/** Null: a class that the data does not annotate, or that only encloses others. */
export const coarseClass = (label: LayoutLabel): CoarseClass | null => ofLabel[label];

/** Null for `ignore`, `other` and anything that is not scored. */
export const coarseNorm = (norm: string): CoarseClass | null => {
  if (norm === 'list') return 'text';
  return coarseClasses.find((name) => name === norm) ?? null;
};
