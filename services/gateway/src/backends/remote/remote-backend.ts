/** A server of some kind at one address. Moves bytes; reads only the head of a request, and failed answers. */
import type { Readable } from 'node:stream';
import { RectoError } from '@recto/contracts';
import { traceHeaders } from '@recto/service-kit';
import { AttemptFailure } from '../../call/attempt-failure.ts';
import { type ChatCall, wantsStream } from '../../call/chat-call.ts';
import type { UpstreamAnswer, UpstreamLimits } from '../../transport/exchange.ts';
import { createUpstream } from '../../transport/http-upstream.ts';
import { collect, collectText, firstBytes } from '../../transport/read-answer.ts';
import { splice } from '../../transport/splice.ts';
import type { Backend, WatchRules } from '../backend.ts';
import type { BackendKind, ServerAnswer } from '../backend-kind.ts';
import { fitImages } from './fit-images.ts';
import { readFailure } from './read-failure.ts';
import { translate } from './translate.ts';

export interface AttemptLimits {
  readonly connectMs: number;
  /** Streams only: from sending to the first byte. A whole answer begins when it is finished. */
  readonly firstByteMs: number;
  /** Longest silence within an answer. */
  readonly idleMs: number;
  /** One attempt, to its last byte. */
  readonly attemptMs: number;
}

export interface RemoteOptions {
  readonly kind: BackendKind;
  /** With or without a trailing `/v1`. */
  readonly serverUrl: string;
  /** Sent in place of the caller's `model`; null leaves it. */
  readonly modelName: string | null;
  readonly apiKey: string | null;
  readonly limits: AttemptLimits;
  /** In place of the kind's own pace; null leaves that. */
  readonly healthIntervalMs: number | null;
}

/** An answer of 16k tokens is some 60 kB; the rest is for log probabilities. */
const answerBytesLimit = 64 * 1024 * 1024;
const errorBytesLimit = 16 * 1024;
const probeBytesLimit = 4 * 1024 * 1024;

/** Throws RectoError settings.invalid where the kind needs a model name and there is none. */
export function createRemoteBackend(options: RemoteOptions): Backend {
  const { kind, limits } = options;
  if (kind.model === 'loaded' && options.modelName === null) {
    throw new RectoError('settings.invalid', {
      message: `${kind.name} needs a model name: it loads whatever model a caller names`,
    });
  }
  const upstream = createUpstream(options.serverUrl.replace(/\/v1\/?$/, ''), limits.connectMs);
  const authorization = options.apiKey === null ? {} : kind.authorization(options.apiKey);
  const rules = watchRules(kind, options.healthIntervalMs);
  // A cheap probe that is not back when the next is due has failed; a costly one gets the time that it needs.
  const healthTimeoutMs = kind.health.costly
    ? kind.health.timeoutMs
    : Math.min(kind.health.timeoutMs, rules.healthIntervalMs);
  const pinned = options.modelName === null ? {} : { model: options.modelName };

  const post = async (call: ChatCall): Promise<UpstreamAnswer> => {
    const head = { ...call.envelope.head, ...call.changes };
    const set = { ...call.changes, ...translate(head, kind.parameters), ...pinned };
    const replaced = await fitImages(call, head, kind.images);
    return upstream.send({
      method: 'POST',
      path: kind.paths.chat,
      headers: {
        ...authorization,
        ...deadlineHeader(call.deadline),
        'content-type': 'application/json',
        'x-request-id': call.requestId,
        ...traceHeaders(),
      },
      body: splice(call.body, call.envelope, { set, replaced }),
      source: call.body,
      limits: limitsOf(limits, wantsStream(call)),
      signal: call.signal,
    });
  };

  const get = async (path: string, timeoutMs: number, signal: AbortSignal): Promise<ServerAnswer> => {
    const answer = await upstream.send({
      method: 'GET',
      path,
      headers: authorization,
      body: [],
      limits: { firstByteMs: timeoutMs, idleMs: timeoutMs, totalMs: timeoutMs },
      signal,
    });
    return serverAnswer(answer, probeBytesLimit);
  };

  return {
    name: kind.name,
    chat: async (call) => {
      const answer = await post(call);
      const type = headerOf(answer, 'content-type') ?? 'application/json';
      const retryAfter = headerOf(answer, 'retry-after');
      if (answer.status !== 200)
        throw readFailure(await serverAnswer(answer, errorBytesLimit), retryAfter, kind.failures);
      const headers = { 'content-type': type };
      // Some servers answer whole, whatever they were asked.
      const isStream = wantsStream(call) && type.startsWith('text/event-stream');
      if (!isStream) return { headers, body: await wholeAnswer(answer.body) };
      await firstBytes(answer.body);
      const failed = failedStart(answer.body);
      if (failed !== null) throw readFailure(failed, retryAfter, kind.failures);
      return { headers, body: answer.body };
    },
    models: async (signal) => {
      if (options.modelName !== null) return [options.modelName];
      const answer = await get(kind.paths.models, kind.health.timeoutMs, signal);
      if (answer.status !== 200) throw readFailure(answer, undefined, kind.failures).error;
      return modelIds(answer.json);
    },
    health: async (signal) => kind.health.read(await get(kind.health.path, healthTimeoutMs, signal)),
    load: async (signal) => {
      if (kind.load === null) return null;
      const { status, text } = await get(kind.load.path, kind.load.intervalMs, signal);
      return status === 200 ? kind.load.read(text) : null;
    },
    rules,
    close: async () => upstream.close(),
  };
}

const watchRules = (
  { health, load, stopsOnDisconnect }: BackendKind,
  healthIntervalMs: number | null,
): WatchRules => ({
  healthIntervalMs: healthIntervalMs ?? health.intervalMs,
  healthIsCostly: health.costly,
  loadIntervalMs: load?.intervalMs ?? null,
  stopsOnDisconnect,
});

const limitsOf = (limits: AttemptLimits, isStream: boolean): UpstreamLimits => ({
  firstByteMs: isStream ? limits.firstByteMs : limits.attemptMs,
  idleMs: limits.idleMs,
  totalMs: limits.attemptMs,
});

/** What is left for the server, so that a gateway behind this one gives up no later. */
const deadlineHeader = (deadline: number): Record<string, string> => {
  const leftMs = Math.floor(deadline - performance.now());
  return Number.isFinite(leftMs) && leftMs > 0 ? { 'x-request-timeout-ms': String(leftMs) } : {};
};

const errorStart = /^\s*data:\s*\{\s*"error"/;
/** White space is rare, and little. */
const errorStartBytes = 64;

/**
 * Servers that have promised 200 before they knew tell an error as the first event. Null for a stream that begins well; its
 * bytes stay where they are.
 */
function failedStart(body: Readable): ServerAnswer | null {
  const start: Buffer | null = body.read();
  if (start === null) return null;
  if (!errorStart.test(start.toString('latin1', 0, errorStartBytes))) {
    body.unshift(start);
    return null;
  }
  body.destroy();
  const [event = ''] = /\{.*/.exec(start.toString('utf8', 0, errorBytesLimit)) ?? [];
  const json = parsed(event);
  return { status: statusWithin(json), text: event, json };
}

/** Errors in a stream name their status as `code`, or do not. */
function statusWithin(json: unknown): number {
  const code = (json as { error?: { code?: unknown } } | null)?.error?.code;
  return typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
}

async function wholeAnswer(body: Readable): Promise<Buffer> {
  const bytes = await collect(body, answerBytesLimit);
  if (isObjectText(bytes)) return bytes;
  const cause = new Error(`no JSON object in an answer of ${bytes.length} bytes`);
  throw new AttemptFailure('broken', new RectoError('vlm.failed', { cause }));
}

/** Whether the bytes begin and end as a JSON object does: an answer is passed on, not parsed. */
function isObjectText(body: Buffer): boolean {
  const first = body.toString('latin1', 0, 32).trimStart();
  const last = body.toString('latin1', Math.max(0, body.length - 32)).trimEnd();
  return first.startsWith('{') && last.endsWith('}');
}

async function serverAnswer({ status, body }: UpstreamAnswer, limit: number): Promise<ServerAnswer> {
  const text = await collectText(body, limit);
  return { status, text, json: parsed(text) };
}

/** Of a header that came several times, the first. */
const headerOf = ({ headers }: UpstreamAnswer, name: string): string | undefined => [headers[name]].flat()[0];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function modelIds(json: unknown): string[] {
  const list = typeof json === 'object' && json !== null && 'data' in json ? json.data : [];
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'string'
      ? [entry.id]
      : [],
  );
}
