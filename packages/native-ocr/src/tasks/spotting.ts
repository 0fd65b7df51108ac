/** `Spotting:`: every line with its four corners, in the tokens of pipeline.md 5.4. */
import { prepareImage } from '../image/prepare.ts';
import { lineText } from '../ocr/reading-text.ts';
import { recogniseText } from '../ocr/recognise-text.ts';
import { wordConfidence } from '../ocr/tsv.ts';
import type { Reading, TaskInput } from './task.ts';

export async function readSpotting({ image, tesseract, groups }: TaskInput): Promise<Reading> {
  const prepared = await prepareImage(image);
  const lines = recogniseText(tesseract, groups, prepared);
  const thousandth = (value: number, size: number) =>
    Math.min(1000, Math.max(0, Math.round((((value - prepared.margin) / prepared.scale) * 1000) / size)));
  const text = lines.map(({ words, box }) => {
    const [x0, x1] = [thousandth(box[0], image.width), thousandth(box[2], image.width)];
    const [y0, y1] = [thousandth(box[1], image.height), thousandth(box[3], image.height)];
    const corners = [x0, y0, x1, y0, x1, y1, x0, y1].map((value) => `<|LOC_${value}|>`).join('');
    return `<|TEXT_START|>${lineText(words)}<|TEXT_END|><|LOC_BEGIN|>${corners}<|LOC_END|>`;
  });
  return { text: text.join('\n'), ...wordConfidence(lines), marked: true };
}
