/** Detections against annotations of one page: one to one, best overlap first. */
import { type Box, iou } from '@recto/geometry';

export interface LabelledBox {
  readonly name: string;
  readonly box: Box;
}

export const minIou = 0.5;

/** How many boxes of `truth` find a partner of the same name with IoU of at least 0.5, per name. */
export const matchBoxes = (
  predicted: readonly LabelledBox[],
  truth: readonly LabelledBox[],
): ReadonlyMap<string, number> => {
  const pairs = truth.flatMap((annotation) =>
    predicted
      .filter(({ name }) => name === annotation.name)
      .map((detection) => ({ annotation, detection, overlap: iou(annotation.box, detection.box) }))
      .filter(({ overlap }) => overlap >= minIou),
  );
  const taken = new Set<LabelledBox>();
  const matches = new Map<string, number>();
  for (const { annotation, detection } of pairs.sort((a, b) => b.overlap - a.overlap)) {
    if (taken.has(annotation) || taken.has(detection)) continue;
    taken.add(annotation).add(detection);
    matches.set(annotation.name, (matches.get(annotation.name) ?? 0) + 1);
  }
  return matches;
};
