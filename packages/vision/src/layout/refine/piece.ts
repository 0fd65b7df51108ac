/** What refinement works on: a region without its number, and the lines of the text layer that it holds. */
import { type LayoutLabel, layoutLabels } from '@recto/contracts';
import { type Box, boundingBox } from '@recto/geometry';
import type { Region } from '../region.ts';
import type { TextLine } from './text-lines.ts';

export interface Piece {
  readonly label: LayoutLabel;
  /** 0 when the network did not see it. */
  readonly score: number;
  readonly box: Box;
  /** Empty on pages without a text layer, and for what is not text. */
  readonly lines: readonly TextLine[];
}

/** Whose content is not running text; lines inside belong to them. */
const solidLabels: ReadonlySet<LayoutLabel> = new Set([
  'table',
  'image',
  'chart',
  'seal',
  'display_formula',
  'header_image',
  'footer_image',
]);

/** Already outside of the running text. */
const marginLabels: ReadonlySet<LayoutLabel> = new Set([
  'header',
  'footer',
  'number',
  'header_image',
  'footer_image',
]);

export const isSolid = ({ label }: { label: LayoutLabel }): boolean => solidLabels.has(label);
/** A figure, whatever it shows. */
export const isPicture = ({ label }: { label: LayoutLabel }): boolean =>
  label === 'image' || label === 'chart';
export const isMargin = ({ label }: { label: LayoutLabel }): boolean => marginLabels.has(label);

export const pieceOfRegion = ({ label, score, box }: Region): Piece => ({ label, score, box, lines: [] });

/** A piece that exists because of its lines alone. */
export const pieceOfLines = (lines: readonly TextLine[], label: LayoutLabel, score = 0): Piece => ({
  label,
  score,
  lines,
  box: boundingBox(lines.map(({ box }) => box)),
});

export const classIdOf = (label: LayoutLabel): number => layoutLabels.indexOf(label);
