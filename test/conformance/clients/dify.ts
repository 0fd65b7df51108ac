/** Dify's plugin before it moved to the cloud's jobs. */
import { expect } from 'vitest';
import type { Group } from '../case.ts';
import {
  bearerHeader,
  image,
  only,
  readsErrorCode,
  readsImages,
  readsMarkdown,
  tokenHeader,
} from './requests.ts';

const first = { useDocOrientationClassify: false, useDocUnwarping: false, useChartRecognition: false };
const second = {
  ...first,
  useSealRecognition: true,
  useOcrForImageBlock: false,
  layoutShapeMode: 'auto',
  maxNewTokens: 4096,
  mergeLayoutBlocks: true,
  markdownIgnoreLabels: ['header', 'footer'],
  vlmExtraArgs: {},
  restructurePages: true,
  mergeTables: true,
  relevelTitles: true,
};
const platform = { 'client-platform': 'dify' };

export const dify: Group = {
  title: 'client Dify plugin',
  source: 'deploy-and-backends.md F.2',
  cases: [
    ...[bearerHeader, tokenHeader].map((headers) => ({
      name: `0.1 with ${headers.authorization}`,
      headers,
      ...only({ ...image, ...first }),
      check: readsMarkdown,
    })),
    {
      name: '0.2 reads errorCode, errorMsg, text and images',
      headers: { ...bearerHeader, ...platform },
      ...only({ ...image, ...second }),
      check: (answer) => {
        readsErrorCode(answer);
        readsMarkdown(answer);
        readsImages(answer);
      },
    },
    {
      name: '0.2 reads errorCode and errorMsg of a failure',
      headers: { ...bearerHeader, ...platform },
      ...only({ ...second, file: '***' }),
      status: 422,
      answer: { errorCode: 422, errorMsg: expect.any(String) },
    },
  ],
};
