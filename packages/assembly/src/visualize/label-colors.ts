/** One colour per layout class: warm for titles, blue for running text, green for tables, violet for pictures, grey for page furniture. */
import type { LayoutLabel } from '@recto/contracts';

/** Dark enough for white letters on them. */
export const labelColors: Readonly<Record<LayoutLabel, string>> = {
  doc_title: '#c2185b',
  paragraph_title: '#d84315',
  figure_title: '#b26a00',
  abstract: '#0277bd',
  text: '#1565c0',
  vertical_text: '#283593',
  content: '#00695c',
  algorithm: '#4e342e',
  reference: '#455a64',
  reference_content: '#37618e',
  footnote: '#5d6d7e',
  vision_footnote: '#8d6e63',
  aside_text: '#6d4c41',
  table: '#2e7d32',
  chart: '#7b1fa2',
  image: '#5e35b1',
  header_image: '#757199',
  footer_image: '#757199',
  seal: '#b71c1c',
  display_formula: '#00838f',
  inline_formula: '#00897b',
  formula_number: '#558b2f',
  header: '#616161',
  footer: '#616161',
  number: '#757575',
};
