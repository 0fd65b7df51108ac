/** RAGFlow: the Python parser, which reads blocks and boxes, and the Go model, which reads text. */
import type { Group } from '../case.ts';
import {
  bearerHeader,
  image,
  only,
  pdf,
  readsBlocks,
  readsErrorCode,
  readsMarkdown,
  tokenHeader,
} from './requests.ts';

export const ragflow: Group = {
  title: 'client RAGFlow',
  source: 'deploy-and-backends.md F.2',
  cases: [
    {
      name: 'the parser reads errorCode and each block with label and box',
      headers: { ...tokenHeader, 'client-platform': 'ragflow' },
      ...only({
        ...pdf,
        prettifyMarkdown: true,
        showFormulaNumber: true,
        visualize: false,
        useDocOrientationClassify: false,
        useDocUnwarping: false,
        formatBlockContent: true,
        mergeLayoutBlocks: false,
        restructurePages: false,
      }),
      check: (answer) => {
        readsErrorCode(answer);
        readsBlocks(answer);
      },
    },
    {
      name: 'the Go model sends an algorithm that nobody here knows',
      headers: bearerHeader,
      ...only({ ...image, algorithm: 'PaddleOCR-VL' }),
      check: (answer) => {
        readsErrorCode(answer);
        readsMarkdown(answer);
      },
    },
    { name: 'the Go model without a key', ...only(image), check: readsMarkdown },
  ],
};
