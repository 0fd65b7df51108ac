/** Pages for tests of exports. */
import type { PrunedResult } from '@recto/contracts';
import type { Box } from '@recto/geometry';
import sharp from 'sharp';
import type { MarkdownBlock, MarkdownStyle } from '../markdown/markdown-block.ts';
import { exportFile } from './export-file.ts';
import { defaultExportLimits, type ExportLimits } from './export-limits.ts';
import type { ExportPage } from './export-page.ts';

export const style: MarkdownStyle = {
  flavour: 'reference',
  prettify: true,
  showFormulaNumber: false,
  ignoreLabels: ['header', 'number'],
  separateLabels: [],
  useLayoutDetection: true,
  useChartRecognition: false,
  useSealRecognition: false,
  useOcrForImageBlock: false,
};

export const block = (
  label: string,
  content: string,
  box: Box = [100, 400, 700, 440],
  picturePath: string | null = null,
): MarkdownBlock => ({ label, content, box, picturePath, titleLevel: null });

export const jpeg = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#48c' } })
    .jpeg()
    .toBuffer();

export const page = (blocks: readonly MarkdownBlock[], over: Partial<ExportPage> = {}): ExportPage => ({
  index: 0,
  width: 800,
  height: 1000,
  blocks,
  style,
  pictures: new Map(),
  image: null,
  placed: [],
  element: { prunedResult: {} as PrunedResult, markdown: { text: '' } },
  ...over,
});

/** The whole file, and how many chunks it came in. */
export async function made(
  format: Parameters<typeof exportFile>[0],
  pages: readonly ExportPage[],
  limits: Partial<ExportLimits> = {},
): Promise<{ bytes: Buffer; chunks: number }> {
  const source = (async function* () {
    yield* pages;
  })();
  const chunks: Uint8Array[] = [];
  for await (const chunk of exportFile(format, source, { ...defaultExportLimits, ...limits }))
    chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), chunks: chunks.length };
}
