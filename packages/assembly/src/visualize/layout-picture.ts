/**
 * A page with its regions drawn over it: filled outlines, label and score, place in the reading order (pipeline.md 6.5).
 * Letters are strokes, so that a machine without fonts draws the same picture.
 */
import type { Raster } from '@recto/documents';
import {
  type Box,
  boxHeight,
  type Point,
  strokeFontHeight,
  strokeTextPath,
  strokeTextWidth,
} from '@recto/geometry';
import type { Crop } from '@recto/recognition';
import type { Region } from '@recto/vision';
import { drawOver, letterHeightOn, letters } from './draw-over.ts';
import { labelColors } from './label-colors.ts';

const orderColor = '#d50000';

/** The same size as the page up to 16 megapixels, smaller beyond. Regions in page pixels. */
export const layoutPicture = (page: Raster, regions: readonly Region[]): Promise<Crop> =>
  drawOver(page, layoutShapes(page, regions));

interface Size {
  readonly width: number;
  readonly height: number;
}

function layoutShapes(page: Size, regions: readonly Region[]): string {
  const letterHeight = letterHeightOn(page.width);
  const shapes = regions.map((region) => outline(region, letterHeight / 8));
  // Tags come last: a later region must not paint over them.
  const tags = regions.map((region) => {
    const tag = nameTag(region, page, letterHeight);
    return tag.svg + orderBadge(region, page, letterHeight, tag.right);
  });
  return shapes.join('') + tags.join('');
}

const cornersOf = ([x0, y0, x1, y1]: Box): Point[] => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];

function outline({ label, box, polygon }: Region, strokeWidth: number): string {
  const points = (polygon ?? cornersOf(box)).map(([x, y]) => `${x},${y}`).join(' ');
  const color = labelColors[label];
  return (
    `<polygon points="${points}" fill="${color}" fill-opacity="0.16" stroke="${color}" stroke-opacity="0.9"` +
    ` stroke-width="${strokeWidth.toFixed(2)}" stroke-linejoin="round"/>`
  );
}

/** Letters of small regions are small too. */
const fittedHeight = (box: Box, letterHeight: number): number =>
  Math.min(letterHeight, Math.max(letters.smallest, 0.8 * boxHeight(box)));

/** Where the label stands: above the region's top left corner, inside it at the top of the page. */
function nameTag({ label, score, box }: Region, page: Size, letterHeight: number) {
  const height = fittedHeight(box, letterHeight);
  const text = `${label} ${score.toFixed(2)}`;
  const { padding, ...tag } = textTag(text, height);
  const x = Math.max(0, Math.min(box[0], page.width - tag.width));
  const y = box[1] >= tag.height ? box[1] - tag.height : box[1];
  const svg =
    `<rect x="${x}" y="${y}" width="${tag.width}" height="${tag.height}" rx="${height / 5}" fill="${labelColors[label]}" fill-opacity="0.92"/>` +
    strokes(text, x + padding, y + padding, height);
  return { svg, right: x + tag.width };
}

/** A red disc on the region's top right corner, beside the label where the region is narrower. */
function orderBadge({ order, box }: Region, page: Size, letterHeight: number, afterTag: number): string {
  if (order === null) return '';
  const height = fittedHeight(box, letterHeight);
  const text = String(order);
  const radius = Math.max(textTag(text, height).width, 1.5 * height) / 2;
  const wanted = box[2] - radius < afterTag ? afterTag + radius : box[2];
  const x = Math.min(page.width - radius, Math.max(radius, wanted));
  const y = Math.min(page.height - radius, Math.max(radius, box[1]));
  const textWidth = (strokeTextWidth(text) * height) / strokeFontHeight;
  // Digits reach from the top of the letter box to three quarters of it.
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${orderColor}"/>${strokes(text, x - textWidth / 2, y - 0.375 * height, height)}`;
}

function textTag(text: string, height: number): Size & { padding: number } {
  const padding = height * 0.4;
  const width = (strokeTextWidth(text) * height) / strokeFontHeight;
  return { width: width + 2 * padding, height: height + 2 * padding, padding };
}

const strokes = (text: string, x: number, y: number, height: number): string =>
  `<path d="${strokeTextPath(text, x, y, height)}" fill="none" stroke="white" stroke-width="${(height / 9).toFixed(2)}"` +
  ' stroke-linecap="round" stroke-linejoin="round"/>';
