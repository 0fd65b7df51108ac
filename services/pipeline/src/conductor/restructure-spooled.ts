/**
 * `restructurePages`: tables that continue on the next page and the levels of titles need all pages at once.
 * The one place where finished pages are read back: their `core` parts, never their pictures.
 */

import type { RestructuredCore } from '../restructure/restructure-cores.ts';
import { runRestructure } from '../restructure/run-restructure.ts';
import { markdownStyle } from '../result/page-markdown.ts';
import type { Finishing, ParsedPage } from './parse-page.ts';
import { readWhole, type SpoolFile } from './spool.ts';

/** The pages as they are where the request does not ask for it. */
export async function restructureSpooled(
  { settings, spool, clock, turn }: Finishing,
  pages: readonly ParsedPage[],
  signal: AbortSignal,
): Promise<readonly ParsedPage[]> {
  const options = settings.restructure;
  if (options === null) return pages;
  return clock.time('restructure', () =>
    turn.run('restructure', signal, async () => {
      const cores: Uint8Array[] = [];
      for (const page of pages) cores.push(await readWhole(spool, page.core));
      const style = markdownStyle(settings);
      const { formatBlockContent } = settings.markdown;
      const withBlocks = settings.exports !== null;
      const restructured = await runRestructure(
        { kind: 'cores', cores, options, style, formatBlockContent, withBlocks },
        signal,
      );
      const written: ParsedPage[] = [];
      for (const [i, page] of pages.entries()) {
        written.push(await rewritten(spool, page, restructured[i] as RestructuredCore));
      }
      return written;
    }),
  );
}

async function rewritten(
  spool: SpoolFile,
  page: ParsedPage,
  { core, said }: RestructuredCore,
): Promise<ParsedPage> {
  const { exportSource } = page;
  return {
    ...page,
    core: await spool.append(core),
    exportSource: exportSource && said ? { ...exportSource, said: await spool.append(said) } : exportSource,
  };
}
