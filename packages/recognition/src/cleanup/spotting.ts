/** Text with its place, as the spotting task answers (pipeline.md 5.4). */
import type { SpottingResult } from '@recto/contracts';

const textPattern = /<\|TEXT_START\|>([\s\S]*?)<\|TEXT_END\|>/g;
const blockPattern = /<\|LOC_BEGIN\|>([\s\S]*?)<\|LOC_END\|>/g;
const locationPattern = /<\|LOC_(\d+)\|>/g;

/** The model's coordinates are thousandths of the crop's sides. */
const scale = 1000;
const numbersPerPolygon = 8;

interface Spot {
  readonly text: string;
  readonly numbers: readonly number[];
}

/** @param size of the crop before it was enlarged, px; polygons are in its pixels */
export function parseSpotting(
  answer: string,
  size: { width: number; height: number },
): { content: string; result: SpottingResult } {
  const paired = pairedSpots(answer);
  const spots = paired.length > 0 ? paired : bareSpots(answer);
  const rec_texts = spots.map(({ text }) => text);
  const rec_polys = spots.map(({ numbers }) =>
    [0, 2, 4, 6].map((i): [number, number] => [
      ((numbers[i] as number) / scale) * size.width,
      ((numbers[i + 1] as number) / scale) * size.height,
    ]),
  );
  return { content: rec_texts.join('\n\n'), result: { rec_polys, rec_texts } };
}

function pairedSpots(answer: string): Spot[] {
  const texts = [...answer.matchAll(textPattern)].map((match) => match[1] as string);
  const blocks = [...answer.matchAll(blockPattern)].map((match) => match[1] as string);
  return texts.slice(0, blocks.length).flatMap((text, i) => {
    const numbers = [...(blocks[i] as string).matchAll(locationPattern)].map((match) => Number(match[1]));
    return numbers.length < numbersPerPolygon ? [] : [{ text, numbers: numbers.slice(0, numbersPerPolygon) }];
  });
}

/** Without the outer tokens, the text of a polygon is what stands before its first number. */
function bareSpots(answer: string): Spot[] {
  const locations = [...answer.matchAll(locationPattern)];
  const spots: Spot[] = [];
  let textFrom = 0;
  for (let i = 0; i + numbersPerPolygon <= locations.length; i += numbersPerPolygon) {
    const group = locations.slice(i, i + numbersPerPolygon);
    const last = group.at(-1) as RegExpExecArray;
    spots.push({
      text: answer.slice(textFrom, group[0]?.index).trim(),
      numbers: group.map((m) => Number(m[1])),
    });
    textFrom = last.index + last[0].length;
  }
  return spots;
}
