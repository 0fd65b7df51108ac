/** How far a picture of text is turned, from the letters' lower edges: they line up at the right angle only. */
import sharp from 'sharp';
import type { Component } from './components.ts';
import type { Gray } from './gray.ts';

/** Degrees searched on either side, and the step. */
const widest = 3;
const step = 0.1;
/** Fewer letters than this line up by chance. */
const fewestLetters = 20;
/** Turning blurs: below this many degrees lines are straight enough. */
const worthTurning = 0.3;

/** Degrees by which lines fall to the right (clockwise), 0 when they cannot be told. */
export function estimateSkew(components: readonly Component[], letterHeight: number): number {
  const letters = components.filter(({ box }) => {
    const height = box[3] - box[1];
    return height >= letterHeight * 0.7 && height <= letterHeight * 2 && box[2] - box[0] <= letterHeight * 4;
  });
  if (letters.length < fewestLetters) return 0;
  const points = letters.map(({ box }) => [(box[0] + box[2]) / 2, box[3]] as const);
  let best = { angle: 0, score: sharpness(points, 0, letterHeight) * 1.02 };
  for (let angle = -widest; angle <= widest; angle += step) {
    const score = sharpness(points, angle, letterHeight);
    if (score > best.score) best = { angle, score };
  }
  return best.angle;
}

/** Sum of squares of the letters per row of a third of a letter: large when baselines are sharp. */
function sharpness(
  points: readonly (readonly [number, number])[],
  angle: number,
  letterHeight: number,
): number {
  const slope = Math.tan((angle * Math.PI) / 180);
  const rows = new Map<number, number>();
  for (const [x, y] of points) {
    const row = Math.round(((y - x * slope) * 3) / letterHeight);
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  return [...rows.values()].reduce((sum, count) => sum + count * count, 0);
}

/** The picture turned so that lines run level; itself where the skew is too small to matter. */
export async function straighten(image: Gray, skew: number): Promise<Gray> {
  if (Math.abs(skew) < worthTurning) return image;
  const { data, info } = await sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 1 },
  })
    .rotate(-skew, { background: '#ffffff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
