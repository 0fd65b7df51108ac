/** Open WebUI's loader: one document per page, whatever else the answer holds. */
import { expect } from 'vitest';
import type { Group } from '../case.ts';
import { elementsOf, image, only, pdf, readsMarkdown, tokenHeader } from './requests.ts';

const options = { useDocOrientationClassify: false, useDocUnwarping: false, useChartRecognition: false };

export const openWebUi: Group = {
  title: 'client Open WebUI',
  source: 'deploy-and-backends.md F.2',
  cases: [
    {
      name: 'one text per page of a PDF',
      headers: tokenHeader,
      ...only({ ...pdf, ...options }),
      check: (answer) => {
        readsMarkdown(answer);
        expect(elementsOf(answer)).toHaveLength(2);
      },
    },
    { name: 'a picture', headers: tokenHeader, ...only({ ...image, ...options }), check: readsMarkdown },
  ],
};
