/**
 * `restructurePages`: tables that continue on the next page and the levels of titles need all pages at once.
 * The one place where finished pages are read back: their `core` parts, never their pictures.
 */
import type { ParsedPage } from './parse-page.ts';
import type { ParseSettings } from './parse-settings.ts';

/** Pages as they stand: nothing merges tables or levels titles yet. */
export async function restructureSpooled(
  pages: readonly ParsedPage[],
  _settings: ParseSettings,
): Promise<readonly ParsedPage[]> {
  return pages;
}
