/**
 * What a page says, free of any format: the clean Markdown style and every export are written from this. Text is text:
 * nothing in it is markup any more, so whatever writes it escapes all of it.
 */
import type { Box } from '@recto/geometry';

export type Inline =
  | { readonly kind: 'text'; readonly text: string; readonly script?: 'sup' | 'sub' }
  /** LaTeX without delimiters. */
  | { readonly kind: 'math'; readonly latex: string }
  | { readonly kind: 'picture'; readonly path: string }
  | { readonly kind: 'break' };

export type ParagraphRole =
  | 'body'
  | 'abstract'
  | 'caption'
  | 'contents'
  | 'reference'
  | 'footnote'
  | 'furniture';

export interface ListItem {
  /** 0 for the outermost. */
  readonly level: number;
  /** Null for a bullet. */
  readonly number: number | null;
  readonly inlines: readonly Inline[];
}

export interface TreeCell {
  /** Place in the grid; spans are within it and cover nothing twice. */
  readonly column: number;
  readonly rowspan: number;
  readonly colspan: number;
  readonly header: boolean;
  readonly inlines: readonly Inline[];
}

export type TreeNode =
  /** Level 1 is the document's title; at most 6. */
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly role: ParagraphRole; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'formula'; readonly latex: string; readonly number: string | null }
  | { readonly kind: 'table'; readonly columns: number; readonly rows: readonly (readonly TreeCell[])[] }
  /** `share` of the page's width, up to 1. */
  | { readonly kind: 'picture'; readonly path: string; readonly share: number };

/** A block with what it says; furniture is told by label and place. */
export interface TreeBlock {
  readonly label: string;
  readonly box: Box;
  readonly nodes: readonly TreeNode[];
}
