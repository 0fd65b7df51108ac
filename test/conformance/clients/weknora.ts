/** WeKnora: sends nearly every field of the contract at once. */
import type { Group } from '../case.ts';
import { image, only, readsErrorCode, readsImages, readsMarkdown } from './requests.ts';

export const weknora: Group = {
  title: 'client WeKnora',
  source: 'deploy-and-backends.md F.2',
  cases: [
    {
      name: 'reads errorCode, text and images',
      ...only({
        markdownIgnoreLabels: [
          'header',
          'header_image',
          'footer',
          'footer_image',
          'number',
          'footnote',
          'aside_text',
        ],
        useDocOrientationClassify: false,
        useDocUnwarping: false,
        useLayoutDetection: true,
        useChartRecognition: false,
        useSealRecognition: true,
        useOcrForImageBlock: false,
        mergeTables: true,
        relevelTitles: true,
        restructurePages: true,
        layoutShapeMode: 'auto',
        promptLabel: 'ocr',
        layoutNms: true,
        repetitionPenalty: 1,
        temperature: 0,
        topP: 1,
        minPixels: 147_384,
        maxPixels: 2_822_400,
        visualize: false,
        ...image,
      }),
      check: (answer) => {
        readsErrorCode(answer);
        readsMarkdown(answer);
        readsImages(answer);
      },
    },
  ],
};
