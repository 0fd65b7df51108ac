/** What the stack makes of the files of the evaluation data. Kept as JSON, so that scoring can be repeated without parsing. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LayoutParsingElement } from '@recto/contracts';
import { documentPath } from '../support/evaluation-data.ts';
import { parseFile, type RequestFields } from '../support/pipeline-client.ts';

/** Pages, or why there are none. */
export type Prediction =
  | { readonly pages: readonly LayoutParsingElement[] }
  | { readonly pages: null; readonly reason: string };

export interface Predictor {
  /** `file` as the rows of the data name it. */
  predict(file: string, fields: RequestFields): Promise<Prediction>;
}

const folder = fileURLToPath(new URL('../../.bench/quality/', import.meta.url));

const place = (file: string, fields: RequestFields): string => {
  const key = createHash('sha256')
    .update(JSON.stringify([file, fields]))
    .digest('hex')
    .slice(0, 20);
  return join(folder, `${key}.json`);
};

const parse = async (pipelineUrl: string, file: string, fields: RequestFields): Promise<Prediction> => {
  try {
    return { pages: await parseFile(pipelineUrl, documentPath(file), fields) };
  } catch (error) {
    return { pages: null, reason: error instanceof Error ? error.message : String(error) };
  }
};

/** `useCached`: take what an earlier run left, ask only for the rest. Failures are never taken from the cache. */
export const createPredictor = (pipelineUrl: string, useCached: boolean): Predictor => ({
  predict: async (file, fields) => {
    const path = place(file, fields);
    if (useCached) {
      const kept = await readFile(path, 'utf8').catch(() => null);
      if (kept !== null) return JSON.parse(kept) as Prediction;
    }
    const prediction = await parse(pipelineUrl, file, fields);
    await mkdir(folder, { recursive: true });
    if (prediction.pages !== null) await writeFile(path, JSON.stringify(prediction));
    else console.error(`${file}: ${prediction.reason}`);
    return prediction;
  },
});

/** Markdown of all pages, in order; empty when the file was refused. */
export const markdownOf = (prediction: Prediction): string =>
  prediction.pages?.map(({ markdown }) => markdown.text).join('\n\n') ?? '';

/** Words without pictures: all that text, rules and tables are scored on. */
export const textOnly: RequestFields = { visualize: false, returnMarkdownImages: false };
