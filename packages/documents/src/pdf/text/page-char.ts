/** One glyph of a page between PDFium and words. */
import type { Box } from '@recto/geometry';
import type { TextWord } from '../../page.ts';

/** What all glyphs of one text object share. Compared by identity. */
export type CharStyle = Pick<TextWord, 'fontSize' | 'fontName' | 'bold' | 'italic' | 'angle' | 'invisible'>;

export interface PageChar {
  readonly kind: 'glyph';
  readonly codePoint: number;
  /** As it should read: ligatures spelt out, U+FFFD for a glyph without a meaning. Never empty. */
  readonly text: string;
  /** Page pixels. */
  readonly box: Box;
  /** Where the glyph stands on its baseline, page pixels. */
  readonly originX: number;
  readonly originY: number;
  readonly style: CharStyle;
  readonly unmapped: boolean;
}

/** White space, be it in the PDF or concluded by PDFium from a gap. */
export interface PageSpace {
  readonly kind: 'space';
  readonly lineEnd: boolean;
}
