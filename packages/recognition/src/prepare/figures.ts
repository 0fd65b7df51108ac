/** Pictures of a page: gathered before the overlap filter, absorbed by the tables they lie in (pipeline.md 3.5). */
import {
  type Box,
  boxHeight,
  boxWidth,
  contains,
  strokeFontHeight,
  strokeTextPath,
  strokeTextWidth,
} from '@recto/geometry';
import type { Crop, Picture, PseudoRegion } from '../block.ts';
import { cropRaster } from './crop.ts';
import { rasterOf, sharpOf } from './raster-sharp.ts';

const gathered: ReadonlySet<string> = new Set(['image', 'figure', 'seal']);
/** Smaller pictures vanish in the table without a token, px. */
const smallestToken = 25;
/** Letters of a token in terms of OpenCV's simplex font at scale 1, where capitals are 21 px high and strokes 4 px wide. */
const simplex = { capital: 21, stroke: 4, largestScale: 10 } as const;
/** Share of the letters' height that capitals have in our own font. */
const capitalShare = 6 / 8;

export const picturePath = (label: string, box: Box): string =>
  `imgs/img_in_${label}_box_${box.map(Math.trunc).join('_')}.jpg`;

/** Plain rectangular crops of the page's figures, in reading order. */
export const gatherFigures = (page: Crop, regions: readonly PseudoRegion[]): Picture[] =>
  regions
    .filter(({ label }) => gathered.has(label))
    .map(({ label, box }) => ({ path: picturePath(label, box), box, crop: cropRaster(page, box) }));

export interface AbsorbedFigure {
  readonly figure: Picture;
  /** `[F2]` and the like; null for a picture too small to carry one. */
  readonly token: string | null;
}

export const figuresInside = (
  table: Box,
  figures: readonly Picture[],
  tokens: readonly string[],
): AbsorbedFigure[] =>
  figures.flatMap((figure, i) => {
    if (!contains(table, figure.box)) return [];
    const small = Math.min(boxWidth(figure.box), boxHeight(figure.box)) < smallestToken;
    return [{ figure, token: small ? null : (tokens[i] as string) }];
  });

/**
 * One token per figure: numbers without the digits 0, 1 and 9, which are easily misread.
 * The reference shuffles them; any assignment will do, since only this process reads them back.
 */
export function figureTokens(count: number): string[] {
  const tokens: string[] = [];
  for (let n = 2; tokens.length < count; n += 1) if (!/[019]/.test(String(n))) tokens.push(`[F${n}]`);
  return tokens;
}

/** The table's crop with each tokenised figure whitened and its token written over it. */
export async function paintTokens(
  crop: Crop,
  table: Box,
  absorbed: readonly AbsorbedFigure[],
): Promise<Crop> {
  const marked = absorbed.filter((a): a is AbsorbedFigure & { token: string } => a.token !== null);
  if (marked.length === 0) return crop;
  const shapes = marked.map(({ figure, token }) => tokenSvg(figure.box, table, token)).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${crop.width}" height="${crop.height}">${shapes}</svg>`;
  return rasterOf(
    sharpOf(crop)
      .composite([{ input: Buffer.from(svg) }])
      .removeAlpha(),
  );
}

function tokenSvg(box: Box, table: Box, token: string): string {
  const [x, y] = [box[0] - table[0], box[1] - table[1]];
  const [width, height] = [boxWidth(box), boxHeight(box)];
  // Tokens are wider than they are high, so the width decides.
  const fitting = (0.9 * Math.min(width, height) * strokeFontHeight) / strokeTextWidth(token);
  const scale = Math.min(simplex.largestScale, (fitting * capitalShare) / simplex.capital);
  const textHeight = (scale * simplex.capital) / capitalShare;
  const textWidth = (strokeTextWidth(token) * textHeight) / strokeFontHeight;
  const path = strokeTextPath(token, x + (width - textWidth) / 2, y + (height - textHeight) / 2, textHeight);
  const stroke = Math.max(1, Math.floor(simplex.stroke * scale));
  return (
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="white"/>` +
    `<path d="${path}" fill="none" stroke="black" stroke-width="${stroke}" stroke-linecap="round" stroke-linejoin="round"/>`
  );
}

/** What the model read as `[F2]` becomes the picture again, with the figure's own text after it. The doubled quote is the reference's. */
export function restoreFigures(
  html: string,
  figureOf: ReadonlyMap<string, { readonly path: string; readonly text: string }>,
): string {
  return html.replace(/\[F\d+\]/g, (token) => {
    const figure = figureOf.get(token);
    if (figure === undefined) return token;
    const image = `<img src="${figure.path}" alt="Image"" />`;
    return figure.text === '' ? image : `${image}\n\n${figure.text}\n\n`;
  });
}
