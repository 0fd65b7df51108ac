/** Asks a pipeline service as any client would: JSON with base64 in, the envelope out. */
import { readFile } from 'node:fs/promises';
import type { ErrorEnvelope, LayoutParsingElement } from '@recto/contracts';
import { Agent, request } from 'undici';

/** Fields of a /layout-parsing request beside `file`. */
export type RequestFields = Readonly<Record<string, unknown>>;

export interface LayoutParsingAnswer {
  readonly status: number;
  readonly contentType: string;
  /** ms from sending to the last byte. */
  readonly elapsedMs: number;
  readonly text: string;
}

// Long documents answer when they are done: the benchmark's own deadline counts, not the client's.
const patient = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

/** Rejects when the connection breaks or the signal fires. */
export const askPipeline = async (
  pipelineUrl: string,
  file: Buffer,
  fields: RequestFields,
  signal?: AbortSignal,
): Promise<LayoutParsingAnswer> => {
  const started = performance.now();
  const { statusCode, headers, body } = await request(`${pipelineUrl}/layout-parsing`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ file: file.toString('base64'), ...fields }),
    dispatcher: patient,
    ...(signal && { signal }),
  });
  const text = await body.text();
  return {
    status: statusCode,
    contentType: String(headers['content-type'] ?? ''),
    elapsedMs: performance.now() - started,
    text,
  };
};

/** Throws what the service said when the answer is not a result. */
export const elementsOf = (answer: LayoutParsingAnswer): LayoutParsingElement[] => {
  const envelope = JSON.parse(answer.text) as
    | ErrorEnvelope
    | { errorCode: 0; result: { layoutParsingResults: LayoutParsingElement[] } };
  if (!('result' in envelope)) throw new Error(`${answer.status}: ${envelope.errorMsg}`);
  return envelope.result.layoutParsingResults;
};

/** Pages of one file; throws when the service refuses it. */
export const parseFile = async (
  pipelineUrl: string,
  path: string,
  fields: RequestFields,
): Promise<LayoutParsingElement[]> =>
  elementsOf(await askPipeline(pipelineUrl, await readFile(path), fields));
