/** How large the letters of a picture are. */
import type { Component } from './components.ts';

/** Smaller specks are dust or halftone dots, px. */
const smallestLetter = 4;

/**
 * Height in pixels that most letter-like components share: the x-height in Latin text, near the full height in Han
 * text. Null when the picture has nothing letter-like.
 */
export function letterHeight(components: readonly Component[]): number | null {
  const heights = components.filter(isLetterLike).map((component) => component.box[3] - component.box[1]);
  if (heights.length === 0) return null;
  const counts = new Map<number, number>();
  for (const height of heights) counts.set(height, (counts.get(height) ?? 0) + 1);
  let best = 0;
  let bestVotes = -1;
  for (const height of counts.keys()) {
    // A band of about a tenth, so that a mode does not split over two neighbouring heights.
    const reach = Math.max(1, Math.round(height / 10));
    let votes = 0;
    for (let near = height - reach; near <= height + reach; near++) votes += counts.get(near) ?? 0;
    if (votes > bestVotes || (votes === bestVotes && height > best)) {
      best = height;
      bestVotes = votes;
    }
  }
  return best;
}

function isLetterLike({ box, area }: Component): boolean {
  const width = box[2] - box[0];
  const height = box[3] - box[1];
  if (height < smallestLetter) return false;
  const slender = Math.max(width / height, height / width);
  // Solid bars are rulings and bullets; sparse giants are frames and drawings.
  return slender < 6 && area / (width * height) > 0.1;
}
