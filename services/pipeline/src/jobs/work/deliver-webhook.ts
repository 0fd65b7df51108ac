/** Tells a job's callback that something happened, signed so that it knows who speaks, and writes down how it went. */
import { createHmac } from 'node:crypto';
import { type JobDelivery, RectoError } from '@recto/contracts';
import type { PostJson } from '@recto/outbound';
import { viewOf } from '../job-view.ts';
import type { WebhookMessage } from '../queue/workers.ts';
import type { JobStore } from '../store/job-store.ts';

export interface WebhookParts {
  readonly store: JobStore;
  readonly postJson: PostJson;
}

const timeoutMs = 15_000;
/** The callback says that nobody will ever listen there again. */
const gone = 410;

/** Rejects when it shall be tried again. */
export type DeliverWebhook = (message: WebhookMessage, signal: AbortSignal) => Promise<void>;

export const createDeliverWebhook =
  ({ store, postJson }: WebhookParts): DeliverWebhook =>
  async (message, signal) => {
    const { id, event, page } = message;
    const [callback, body] = await Promise.all([store.callback(id, signal), bodyOf(message, store, signal)]);
    if (callback === null || body === null) return;
    const sentAt = Date.now();
    const headers = {
      'x-recto-event': event,
      // The same for every attempt: who has heard it already may pass over it.
      'x-recto-delivery': message.deliveryId,
      'x-recto-signature': signature(callback.secret, sentAt, body),
    };
    const status = await postJson(callback.url, body, headers, { timeoutMs, signal }).catch(
      (error: unknown) => {
        signal.throwIfAborted();
        if (error instanceof RectoError) return null;
        throw error;
      },
    );
    const ok = status !== null && status >= 200 && status < 300;
    const at = new Date(sentAt).toISOString();
    const delivery: JobDelivery = { event, ...(page !== null && { page: page + 1 }), at, status, ok };
    await store.putDelivery(id, delivery, signal);
    if (!ok && status !== gone) throw new RectoError('url.bad_status');
    if (page !== null) await store.markHeard(id, page, signal);
  };

/** `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>", hexadecimal>` */
export function signature(secret: string, atMs: number, body: string): string {
  const seconds = Math.floor(atMs / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Null for a job that is not there any more. */
async function bodyOf(
  { id, event, page }: WebhookMessage,
  store: JobStore,
  signal: AbortSignal,
): Promise<string | null> {
  if (page !== null) return JSON.stringify({ event, job: { id }, page: page + 1 });
  const [record, outcome] = await Promise.all([store.record(id, signal), store.outcome(id, signal)]);
  if (record === null || outcome === null) return null;
  const job = viewOf({ record, outcome, queued: null, total: outcome.pagesTotal });
  return JSON.stringify({ event, job });
}
