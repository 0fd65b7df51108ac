/** What Markdown needs of a block: less than recognition knows, and the same whether it comes fresh or from JSON. */
import type { BlockLabel } from '@recto/contracts';
import type { Box } from '@recto/geometry';

export interface MarkdownBlock {
  /** Layout labels, prompt labels, and the few that only other producers of such JSON use (`table_title`, `formula`, …). */
  readonly label: BlockLabel | (string & {});
  readonly content: string;
  readonly box: Box;
  /** Path of the block's picture in `markdown.images`; null when it has none. */
  readonly picturePath: string | null;
  /** Set by title relevelling; null leaves the level to the numbering of the title. */
  readonly titleLevel: number | null;
}

/** How a page is written (wire.md 2.1, pipeline.md 6). */
export interface MarkdownStyle {
  /** `reference`: the reference's Markdown to the letter. `clean`: an extension, see clean-markdown.ts. */
  readonly flavour: 'reference' | 'clean';
  readonly prettify: boolean;
  readonly showFormulaNumber: boolean;
  readonly ignoreLabels: readonly string[];
  /** Ignored in the text and shown beside it (`markdown.separate`). */
  readonly separateLabels: readonly string[];
  readonly useLayoutDetection: boolean;
  readonly useChartRecognition: boolean;
  readonly useSealRecognition: boolean;
  readonly useOcrForImageBlock: boolean;
}
