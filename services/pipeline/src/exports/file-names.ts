/** Names of exported files (wire.md 3.8): what comes in over the wire has no name of its own. */
import { randomInt } from 'node:crypto';
import type { OutputFormat } from '@recto/contracts';

/** One per request, as the reference makes it: seconds and four digits. */
export const exportStem = (): string => `${Math.floor(Date.now() / 1000)}_${randomInt(1000, 10_000)}`;

/** @param page of the answer, from 0; null for a file of the whole document */
export const exportName = (stem: string, page: number | null, format: OutputFormat): string =>
  `${stem}${page === null ? '' : `_${page}`}.${format}`;
