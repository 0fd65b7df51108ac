/** Which blocks of a page belong into Word's header and footer: by label, page numbers by their place (pipeline.md 6.6). */
import type { Box } from '@recto/geometry';

export type Place = 'header' | 'body' | 'footer';

/** Shares of the page's height. */
const topShare = 0.1;
const bottomShare = 0.9;

export function placeOf(label: string, box: Box, pageHeight: number): Place {
  switch (label) {
    case 'header':
    case 'header_image':
      return 'header';
    case 'footer':
    case 'footer_image':
      return 'footer';
    case 'number': {
      const middle = (box[1] + box[3]) / 2 / pageHeight;
      if (middle < topShare) return 'header';
      return middle > bottomShare ? 'footer' : 'body';
    }
    default:
      return 'body';
  }
}
