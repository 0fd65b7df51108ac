/** Turning boxes of words so that the words stand upright, and back. */
import type { PageSize, TextWord } from '@recto/documents';
import type { Box } from '@recto/geometry';

export type Angle = TextWord['angle'];

/** The box on the page turned so that words of this angle are upright. */
export function uprightBox(box: Box, angle: Angle, { width, height }: PageSize): Box {
  const [x0, y0, x1, y1] = box;
  switch (angle) {
    case 0:
      return box;
    case 90:
      return [y0, width - x1, y1, width - x0];
    case 180:
      return [width - x1, height - y1, width - x0, height - y0];
    case 270:
      return [height - y1, x0, height - y0, x1];
  }
}

/** Undoes `uprightBox`. */
export function pageBox(box: Box, angle: Angle, { width, height }: PageSize): Box {
  const [x0, y0, x1, y1] = box;
  switch (angle) {
    case 0:
      return box;
    case 90:
      return [width - y1, x0, width - y0, x1];
    case 180:
      return [width - x1, height - y1, width - x0, height - y0];
    case 270:
      return [y0, height - x1, y1, height - x0];
  }
}

export function uprightBaseline({ baseline, angle }: TextWord, { width, height }: PageSize): number {
  if (angle === 90) return width - baseline;
  return angle === 180 ? height - baseline : baseline;
}
