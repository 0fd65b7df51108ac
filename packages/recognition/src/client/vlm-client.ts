/** Asks the far side of a crop: the gateway, or any OpenAI-compatible server in its place (pipeline.md 4). */
import { RectoError } from '@recto/contracts';
import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { Agent, fetch } from 'undici';
import type { Sampling, VlmClient, VlmQuestion } from '../block.ts';
import { promptOf } from '../labels.ts';
import { cropDataUri } from './crop-image.ts';
import { type VlmDialect, type VlmDialectName, vlmDialects } from './dialects.ts';
import { surenessOf } from './sureness.ts';

export interface VlmClientOptions {
  /** OpenAI base URL, with `/v1`. */
  readonly baseUrl: string;
  readonly modelName: string;
  readonly apiKey: string | null;
  readonly dialect: VlmDialectName;
  /** Per attempt. */
  readonly timeoutMs: number;
  /** After connection errors, 408, 409, 429 and 5xx; `Retry-After` is honoured. */
  readonly maxRetries: number;
  /** Sent with each question, beside the client's own; read when it is asked. */
  readonly headers?: () => Record<string, string>;
}

export const vlmClientDefaults = {
  modelName: 'PaddleOCR-VL-1.6-0.9B',
  timeoutMs: 600_000,
  maxRetries: 2,
} as const;

/** How many questions run at once is the caller's to bound: the conductor does it fairly among documents. */
export function createVlmClient(options: VlmClientOptions): VlmClient {
  const dialect = vlmDialects[options.dialect];
  const client = new OpenAI({
    baseURL: options.baseUrl,
    // The reference's clients send the literal "null" where no key is configured.
    apiKey: options.apiKey ?? 'null',
    timeout: options.timeoutMs,
    maxRetries: options.maxRetries,
    ...patientFetch(options.timeoutMs),
  });
  return {
    ask: async (question) => {
      const url = await cropDataUri(question.crop, question.budget, dialect);
      question.signal.throwIfAborted();
      try {
        const body = chatBody(options.modelName, url, question, dialect);
        const answer = await client.chat.completions.create(body, {
          signal: question.signal,
          headers: { ...options.headers?.(), ...(question.background === true && { 'x-priority': 'batch' }) },
        });
        const choice = answer.choices[0];
        const sureness = question.withConfidence === true ? surenessOf(answer) : null;
        return {
          text: choice?.message.content ?? '',
          finishReason: choice?.finish_reason ?? null,
          readingLines: 'recto' in answer && isNative(answer.recto),
          ...(sureness && { sureness }),
        };
      } catch (error) {
        question.signal.throwIfAborted();
        throw asVlmError(error);
      }
    },
  };
}

/**
 * Node's own fetch gives up on a silent server after five minutes, whatever the timeout says; a crop may wait longer
 * for its turn. `undici` takes the dispatcher only together with its own fetch.
 */
const patientFetch = (timeoutMs: number) => ({
  fetch: fetch as unknown as typeof globalThis.fetch,
  fetchOptions: { dispatcher: new Agent({ headersTimeout: timeoutMs, bodyTimeout: timeoutMs }) },
});

/** The embedded engine answers in printed lines; a VLM writes paragraphs. */
const isNative = (extension: unknown): boolean =>
  typeof extension === 'object' &&
  extension !== null &&
  'engine' in extension &&
  extension.engine === 'native';

/** Image first, then the prompt: the order of the model's template. */
function chatBody(
  model: string,
  url: string,
  { task, budget, sampling, skipSpecialTokens, withConfidence }: VlmQuestion,
  dialect: VlmDialect,
) {
  return {
    model,
    stream: false as const,
    messages: [
      {
        role: 'user' as const,
        content: [
          { type: 'image_url' as const, image_url: { url } },
          { type: 'text' as const, text: promptOf[task] },
        ],
      },
    ],
    [dialect.maxTokens]: sampling.maxNewTokens,
    ...samplingMembers(sampling, dialect),
    ...(withConfidence === true && dialect.logprobs && { logprobs: true }),
    ...(dialect.skipSpecialTokens && { skip_special_tokens: skipSpecialTokens }),
    ...(dialect.pixels && {
      mm_processor_kwargs: { min_pixels: budget.minPixels, max_pixels: budget.maxPixels },
    }),
  };
}

const samplingMembers = ({ temperature, topP, repetitionPenalty }: Sampling, dialect: VlmDialect) => ({
  ...dialect.greedy,
  ...(temperature !== undefined && { temperature }),
  ...(topP !== undefined && { top_p: topP }),
  ...(repetitionPenalty !== undefined && { [dialect.penalty]: repetitionPenalty }),
});

/** By class and status, never by text. */
function asVlmError(error: unknown): RectoError {
  const cause = error;
  if (error instanceof APIConnectionTimeoutError) return new RectoError('vlm.timeout', { cause });
  if (error instanceof APIUserAbortError) return new RectoError('request.aborted', { cause });
  if (error instanceof APIConnectionError) return new RectoError('vlm.unreachable', { cause });
  if (!(error instanceof APIError) || typeof error.status !== 'number')
    return new RectoError('vlm.failed', { cause });
  const { status } = error;
  if (status === 429 || status === 503) return new RectoError('vlm.overloaded', { cause });
  if (status === 408 || status === 504) return new RectoError('vlm.timeout', { cause });
  return new RectoError(status < 500 ? 'vlm.rejected' : 'vlm.failed', { cause });
}
