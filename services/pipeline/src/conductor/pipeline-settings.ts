/** How documents are parsed when a request does not say: the contents of a PaddleX pipeline file (wire.md 5.2). */
import { defaultMarkdownIgnoreLabels } from '@recto/contracts';
import type { TextLayerMode } from '@recto/recognition';
import type { LayoutOptions } from '@recto/vision';

export interface PipelineSettings {
  readonly useDocPreprocessor: boolean;
  readonly useDocOrientationClassify: boolean;
  readonly useDocUnwarping: boolean;
  readonly useLayoutDetection: boolean;
  readonly useChartRecognition: boolean;
  readonly useSealRecognition: boolean;
  readonly useOcrForImageBlock: boolean;
  readonly formatBlockContent: boolean;
  readonly mergeLayoutBlocks: boolean;
  readonly markdownIgnoreLabels: readonly string[];
  /** What a pipeline file sets; the rest comes with the layout model. */
  readonly layout: Partial<Omit<LayoutOptions, 'shapeMode'>>;
  readonly visualize: boolean;
  /** Larger pictures in the answer are scaled down to fit `[width, height]` (wire.md 3.7). */
  readonly maxOutputImageSize: readonly [number, number];
  readonly pdfTextLayer: TextLayerMode;
  readonly onError: 'strict' | 'partial';
}

export const defaultPipelineSettings: PipelineSettings = {
  useDocPreprocessor: false,
  useDocOrientationClassify: true,
  useDocUnwarping: true,
  useLayoutDetection: true,
  useChartRecognition: false,
  useSealRecognition: false,
  useOcrForImageBlock: false,
  formatBlockContent: false,
  mergeLayoutBlocks: true,
  markdownIgnoreLabels: defaultMarkdownIgnoreLabels,
  layout: {},
  visualize: true,
  maxOutputImageSize: [2000, 2000],
  pdfTextLayer: 'auto',
  onError: 'strict',
};
