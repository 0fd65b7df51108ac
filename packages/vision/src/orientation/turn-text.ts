/** The words of a page turn with its pixels. */
import type { PageSize, TextLayer, TextWord } from '@recto/documents';
import { uprightBox } from '../layout/refine/upright.ts';
import type { QuarterTurn } from './rotate-raster.ts';

/** `page`: the size before the turn. Counter-clockwise, as `rotateRaster` turns. */
export function turnText(layer: TextLayer, degrees: QuarterTurn, page: PageSize): TextLayer {
  if (degrees === 0) return layer;
  return {
    words: layer.words.map((word) => turnWord(word, degrees, page)),
    images: layer.images.map((box) => uprightBox(box, degrees, page)),
  };
}

function turnWord(word: TextWord, degrees: QuarterTurn, page: PageSize): TextWord {
  const angle = ((word.angle - degrees + 360) % 360) as QuarterTurn;
  return {
    ...word,
    angle,
    box: uprightBox(word.box, degrees, page),
    baseline: turnBaseline(word, degrees, page),
  };
}

/** A baseline is a y on level lines and an x on upright ones. */
function turnBaseline(
  { angle, baseline }: TextWord,
  degrees: QuarterTurn,
  { width, height }: PageSize,
): number {
  const isLevel = angle === 0 || angle === 180;
  switch (degrees) {
    case 0:
      return baseline;
    case 90:
      return isLevel ? baseline : width - baseline;
    case 180:
      return (isLevel ? height : width) - baseline;
    case 270:
      return isLevel ? height - baseline : baseline;
  }
}
