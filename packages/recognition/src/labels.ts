/** Which blocks are read, which keep a picture, which stand alone (pipeline.md 3.3). */
import type { Task } from './block.ts';

export interface LabelSwitches {
  readonly useChartRecognition: boolean;
  readonly useSealRecognition: boolean;
  readonly useOcrForImageBlock: boolean;
}

const imageFamily = ['image', 'header_image', 'footer_image'] as const;

/** Labels that no question is asked about. */
export const unreadLabels = (switches: LabelSwitches): ReadonlySet<string> =>
  new Set([
    ...(switches.useOcrForImageBlock ? [] : imageFamily),
    ...(switches.useChartRecognition ? [] : ['chart']),
    ...(switches.useSealRecognition ? [] : ['seal']),
  ]);

/** Labels whose blocks carry their crop as a picture. A seal always does, an image also when it is read. */
export const picturedLabels = (switches: LabelSwitches): ReadonlySet<string> =>
  new Set([...imageFamily, 'seal', ...(switches.useChartRecognition ? [] : ['chart'])]);

/** Labels that are never stacked with a neighbour. */
export const unmergeableLabels = (switches: LabelSwitches): ReadonlySet<string> =>
  new Set([...unreadLabels(switches), 'table']);

/** The question that a block of this label asks (pipeline.md 4.1). */
export function taskOf(label: string): Task {
  if (label === 'table' || label === 'chart' || label === 'seal' || label === 'spotting') return label;
  if (label.includes('formula') && label !== 'formula_number') return 'formula';
  return 'ocr';
}

export const promptOf: Readonly<Record<Task, string>> = {
  ocr: 'OCR:',
  table: 'Table Recognition:',
  formula: 'Formula Recognition:',
  chart: 'Chart Recognition:',
  seal: 'Seal Recognition:',
  spotting: 'Spotting:',
};
