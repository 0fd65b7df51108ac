/** Coze Studio, LangChain, Intel's readme, and small TypeScript apps. */
import { expect } from 'vitest';
import type { Group } from '../case.ts';
import { filesUrl } from '../run-cases.ts';
import {
  elementsOf,
  image,
  only,
  pdf,
  readsBlocks,
  readsErrorCode,
  readsImages,
  readsMarkdown,
  tokenHeader,
} from './requests.ts';

export const coze: Group = {
  title: 'client Coze Studio',
  source: 'deploy-and-backends.md F.2',
  cases: [
    {
      // isStart and isEnd are PP-StructureV3's; a Go client reads their absence as false (wire.md 3.1).
      name: 'fields of PP-StructureV3 are no obstacle; text and images are there',
      headers: { 'client-platform': 'coze' },
      ...only({
        ...image,
        useTableRecognition: true,
        useFormulaRecognition: true,
        useRegionDetection: false,
        useTextlineOrientation: false,
        visualize: false,
      }),
      check: (answer) => {
        readsMarkdown(answer);
        readsImages(answer);
      },
    },
  ],
};

export const langchain: Group = {
  title: 'client LangChain',
  source: 'deploy-and-backends.md F.2',
  cases: [
    {
      name: 'every required field of the reference’s own model is there',
      headers: { ...tokenHeader, 'client-platform': 'langchain' },
      ...only({
        ...pdf,
        useDocOrientationClassify: null,
        useDocUnwarping: null,
        useLayoutDetection: null,
        useChartRecognition: null,
        layoutThreshold: null,
        promptLabel: null,
        prettifyMarkdown: true,
        visualize: null,
      }),
      check: (answer) => {
        expect(answer.body).toMatchObject({ logId: expect.any(String), errorCode: 0, errorMsg: 'Success' });
        expect(answer.body.result.dataInfo).toMatchObject({
          type: 'pdf',
          numPages: 2,
          pages: expect.any(Array),
        });
        readsMarkdown(answer);
        for (const { prunedResult } of elementsOf(answer)) expect(prunedResult).toBeTypeOf('object');
      },
    },
  ],
};

export const intel: Group = {
  title: 'client Intel llm-scaler readme',
  source: 'deploy-and-backends.md F.2',
  cases: [
    {
      name: 'a URL; reads text and layout_det_res',
      ...only({ file: `${filesUrl}/page.png`, fileType: 1, useLayoutDetection: true }),
      check: (answer) => {
        for (const { prunedResult } of elementsOf(answer)) {
          expect(prunedResult.layout_det_res?.boxes).toBeInstanceOf(Array);
        }
      },
    },
  ],
};

export const smallApps: Group = {
  title: 'client small TypeScript apps',
  source: 'deploy-and-backends.md F.2',
  cases: [
    {
      name: 'read errorCode, text and blocks',
      headers: tokenHeader,
      ...only({
        ...image,
        useDocOrientationClassify: false,
        useDocUnwarping: false,
        useChartRecognition: false,
      }),
      check: (answer) => {
        readsErrorCode(answer);
        readsMarkdown(answer);
        readsBlocks(answer);
      },
    },
  ],
};
