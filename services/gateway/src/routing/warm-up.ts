/** A first call to a replica before it takes traffic: it wakes a server that sleeps, and shows whether the answers make sense. */
import { RectoError } from '@recto/contracts';
import type { ChatCall, ChatHandler } from '../call/chat-call.ts';
import { Body } from '../transport/body.ts';
import { readEnvelope } from '../transport/envelope.ts';

export interface WarmUpOptions {
  /** Data URI; null asks without an image. */
  readonly image: string | null;
  readonly prompt: string;
  /** Must occur in the answer; null takes any. */
  readonly expect: string | null;
  readonly maxTokens: number;
  /** Models load within this time, or the replica stays out until the next probe. */
  readonly timeoutMs: number;
  readonly model: string | null;
}

/** Wakes a server that loads its model with the first call. */
export const wakeUp = (model: string | null): WarmUpOptions => ({
  image: null,
  prompt: 'OCR:',
  expect: null,
  maxTokens: 1,
  timeoutMs: 300_000,
  model,
});

/** Throws what the call throws, or RectoError vlm.failed where the answer lacks what is expected. */
export async function warmUp(
  answer: ChatHandler,
  options: WarmUpOptions,
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.timeout(options.timeoutMs);
  const { body } = await answer(warmUpCall(options, AbortSignal.any([signal, limit])));
  if (options.expect === null) return;
  if (Buffer.isBuffer(body) && contentOf(body).includes(options.expect)) return;
  throw new RectoError('vlm.failed', { cause: new Error('the warm-up did not get the expected answer') });
}

function warmUpCall(
  { image, prompt, maxTokens, model, timeoutMs }: WarmUpOptions,
  signal: AbortSignal,
): ChatCall {
  const content = [
    ...(image === null ? [] : [{ type: 'image_url', image_url: { url: image } }]),
    { type: 'text', text: prompt },
  ];
  const body = Body.of(
    JSON.stringify({
      model: model ?? 'default',
      messages: [{ role: 'user', content }],
      temperature: 0,
      max_completion_tokens: maxTokens,
    }),
  );
  return {
    body,
    envelope: readEnvelope(body),
    changes: {},
    requestId: 'warm-up',
    caller: 'warm-up',
    priority: 'batch',
    deadline: performance.now() + timeoutMs,
    signal,
  };
}

function contentOf(body: Buffer): string {
  try {
    const answer = JSON.parse(body.toString('utf8')) as { choices?: { message?: { content?: unknown } }[] };
    const content = answer.choices?.[0]?.message?.content;
    return typeof content === 'string' ? content : '';
  } catch {
    return '';
  }
}
