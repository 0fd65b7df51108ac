/** Which pages of a document a request means, and how the answer describes them. */
import { type DataInfo, RectoError } from '@recto/contracts';
import { type OpenedDocument, type PageSize, parsePageSelection } from '@recto/documents';
import type { ParsedPage } from './parse-page.ts';
import type { ParseSettings } from './parse-settings.ts';
import type { ConductorParts } from './parts.ts';

/** Indexes in the document. Throws RectoError pages.*, file.too_many_pages. */
export function choosePages(
  document: Pick<OpenedDocument, 'pageCount'>,
  { pages }: Pick<ParseSettings, 'pages'>,
  { limits }: Pick<ConductorParts, 'limits'>,
): number[] {
  const chosen =
    pages === null
      ? Array.from({ length: document.pageCount }, (_, index) => index)
      : parsePageSelection(pages, document.pageCount);
  if (limits.pages !== null && chosen.length > limits.pages) {
    throw new RectoError('file.too_many_pages', {
      message: `The request has ${chosen.length} pages, this server accepts ${limits.pages}: select some with "pages"`,
    });
  }
  return chosen;
}

/** @param sizes of the pages of the answer, as rendered */
export function describePages(type: OpenedDocument['type'], sizes: readonly PageSize[]): DataInfo {
  const pages = sizes.map(({ width, height }) => ({ width, height }));
  if (type === 'pdf') return { numPages: pages.length, pages, type };
  const first = pages[0] as PageSize;
  return pages.length === 1
    ? { ...first, type: 'image' }
    : { ...first, type: 'image', numPages: pages.length, pages };
}

/** Nothing to show is a failure, also where partial results are accepted. */
export function throwIfAllFailed(pages: readonly Pick<ParsedPage, 'failures'>[]): void {
  const failed = pages.filter((page) => page.failures.some((failure) => failure.block === undefined));
  const first = failed[0]?.failures[0];
  if (first && failed.length === pages.length) {
    throw new RectoError(first.code as RectoError['code'], { message: first.message, page: first.page });
  }
}
