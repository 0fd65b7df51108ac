/** PaddleOCR MCP, self-hosted mode: before and after 2026's rewrite of its client. */
import { expect } from 'vitest';
import type { Group } from '../case.ts';
import { elementsOf, image, only, pdf, readsImages, readsMarkdown } from './requests.ts';

const former = { useDocUnwarping: false, useDocOrientationClassify: false };
const runtimeParameters = {
  useDocOrientationClassify: false,
  useDocUnwarping: false,
  useChartRecognition: true,
  useSealRecognition: true,
  visualize: false,
};

export const paddleOcrMcp: Group = {
  title: 'client PaddleOCR MCP',
  source: 'deploy-and-backends.md F.1',
  cases: [
    {
      name: 'the former client reads text, images and the result of a picture',
      ...only({ ...image, ...former }),
      check: (answer) => {
        readsMarkdown(answer);
        readsImages(answer);
        for (const { prunedResult } of elementsOf(answer)) expect(prunedResult).toBeTypeOf('object');
      },
    },
    {
      name: 'the former client sends a null fileType and a data URI as it got it',
      ...only({ ...former, file: `data:image/png;base64,${image.file}`, fileType: null }),
      check: readsMarkdown,
    },
    { name: 'the former client sends a PDF', ...only({ ...pdf, ...former }), check: readsMarkdown },
    {
      name: 'the new client leaves fileType out where it does not know it',
      ...only({ file: pdf.file, ...runtimeParameters }),
      check: (answer) => {
        readsMarkdown(answer);
        readsImages(answer);
      },
    },
    {
      name: 'the new client finds the pictures that the text names',
      ...only({ ...image, ...runtimeParameters }),
      check: (answer) => {
        for (const { markdown } of elementsOf(answer)) {
          const named = [...String(markdown.text).matchAll(/src="([^"]+)"/g)].map((match) => match[1]);
          expect(named.length).toBeGreaterThan(0);
          expect(Object.keys(markdown.images as object)).toEqual(expect.arrayContaining(named));
        }
      },
    },
    {
      name: 'the new client passes every runtime parameter on',
      ...only({
        ...image,
        ...runtimeParameters,
        useLayoutDetection: true,
        layoutThreshold: 0.3,
        layoutNms: true,
        layoutUnclipRatio: [1.0, 1.0],
        layoutMergeBboxesMode: 'large',
        layoutShapeMode: 'auto',
        promptLabel: 'ocr',
        repetitionPenalty: 1.0,
        temperature: 0.0,
        topP: 1.0,
        minPixels: 112_896,
        maxPixels: 1_003_520,
        maxNewTokens: 4096,
      }),
      check: readsMarkdown,
    },
  ],
};
