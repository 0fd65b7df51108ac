/** Crops of one group as one picture, top to bottom on white (pipeline.md 3.4). */
import type { Crop } from '../block.ts';
import { blankCrop, pasteRaster } from './crop.ts';
import type { Alignment } from './grouping.ts';

/** @param alignments of crop i+1 against the picture built so far; halves are integers */
export function stackCrops(crops: readonly Crop[], alignments: readonly Alignment[]): Crop {
  const [first, ...rest] = crops as [Crop, ...Crop[]];
  return rest.reduce((picture, crop, i) => stackTwo(picture, crop, alignments[i] ?? 'center'), first);
}

function stackTwo(above: Crop, below: Crop, alignment: Alignment): Crop {
  const width = Math.max(above.width, below.width);
  const picture = blankCrop(width, above.height + below.height);
  const left = (crop: Crop) => {
    if (alignment === 'left') return 0;
    return alignment === 'right' ? width - crop.width : Math.floor((width - crop.width) / 2);
  };
  pasteRaster(picture, above, left(above), 0);
  pasteRaster(picture, below, left(below), above.height);
  return picture;
}
