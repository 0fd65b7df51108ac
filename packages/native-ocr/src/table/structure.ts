/** Words and rulings of a table -> its structure as OTSL. Pure; nothing is read that is not given. */
import type { Gray } from '../image/gray.ts';
import { cleanRulings } from './clean-rulings.ts';
import { openGrid } from './open-grid.ts';
import { toOtsl } from './otsl.ts';
import { drawsRows, findEdges, ruledGrid } from './ruled-grid.ts';
import { findRulings } from './rulings.ts';
import type { Grid, Rulings, TableWord } from './shapes.ts';
import { groupLines, usualHeight } from './text-lines.ts';

/** More words than any readable table has: the work grows faster than their number. */
export const maxTableWords = 20_000;
/** Rows times columns beyond which the result is noise. */
export const maxTableCells = 100_000;

export interface TableInput {
  /** Boxes in pixels of the crop. */
  readonly words: readonly TableWord[];
  /** Rulings in the same space; found in `raster` where they are not given. */
  readonly rulings?: Rulings;
  /** 8-bit RGB pixels of the crop. */
  readonly raster?: { readonly width: number; readonly height: number; readonly data: Uint8Array };
}

/**
 * OTSL (pipeline.md 5.3) with every row equally long, or null when there are no words, or more than a table can hold.
 * Every word is in exactly one cell.
 */
export function tableStructure({ words, rulings, raster }: TableInput): string | null {
  const written = words.filter((word) => word.text.trim() !== '');
  if (written.length === 0 || written.length > maxTableWords) return null;
  const unit = usualHeight(written);
  const drawn = cleanRulings(rulings ?? rulingsOf(raster, unit), written, unit);
  const grid = tableGrid(written, drawn, unit);
  return grid.rows * grid.columns > maxTableCells ? null : toOtsl(grid);
}

function tableGrid(words: readonly TableWord[], rulings: Rulings, unit: number): Grid {
  const lines = groupLines(words);
  const edges = findEdges(rulings, words, unit);
  return drawsRows(lines, edges) ? ruledGrid(words, rulings, edges) : openGrid(lines, rulings, unit);
}

function rulingsOf(raster: TableInput['raster'], unit: number): Rulings {
  return raster ? findRulings(toGray(raster), unit * letterShare) : { horizontal: [], vertical: [] };
}

/** Height of a small letter over that of a word with ascenders and descenders. */
const letterShare = 0.5;

function toGray({ width, height, data }: NonNullable<TableInput['raster']>): Gray {
  const gray = new Uint8Array(width * height);
  // Integer weights of Rec. 601 luma, summing to 256.
  for (let i = 0; i < gray.length; i++) {
    gray[i] = (data[i * 3]! * 77 + data[i * 3 + 1]! * 150 + data[i * 3 + 2]! * 29) >> 8;
  }
  return { width, height, data: gray };
}
