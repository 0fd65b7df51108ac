/** An OpenAI-compatible server somewhere else. Moves bytes; reads only the head of a request and failed answers. */
import type { IncomingMessage } from 'node:http';
import { RectoError } from '@recto/contracts';
import { wantsStream } from '../../call/chat-call.ts';
import { createUpstream } from '../../transport/http-upstream.ts';
import { splice } from '../../transport/splice.ts';
import type { Backend, BackendName } from '../backend.ts';
import { dialects, translate } from './dialect.ts';
import { upstreamError } from './upstream-error.ts';

export interface RemoteOptions {
  readonly name: Exclude<BackendName, 'native'>;
  /** With or without a trailing `/v1`. */
  readonly serverUrl: string;
  /** Replaces the caller's `model`; null leaves it. */
  readonly modelName: string | null;
  readonly apiKey: string | null;
  readonly timeoutMs: number;
}

const probeTimeoutMs = 5_000;
const errorBodyLimit = 16 * 1024;
const listBodyLimit = 1024 * 1024;

export function createRemoteBackend(options: RemoteOptions): Backend {
  const dialect = dialects[options.name];
  if (dialect.loadsNamedModel && options.modelName === null) {
    throw new RectoError('settings.invalid', {
      message: `${options.name} needs VLM_MODEL_NAME: it loads whatever model a caller names`,
    });
  }
  const upstream = createUpstream(options.serverUrl.replace(/\/v1\/?$/, ''));
  const authorization: Record<string, string> =
    options.apiKey === null ? {} : { authorization: `Bearer ${options.apiKey}` };
  const get = (path: string, signal: AbortSignal) =>
    upstream.send({
      method: 'GET',
      path,
      headers: authorization,
      body: [],
      timeoutMs: probeTimeoutMs,
      signal,
    });

  return {
    name: options.name,
    chat: async (call) => {
      const { body, envelope, changes, requestId, signal } = call;
      const pinned = options.modelName === null ? {} : { model: options.modelName };
      const answer = await upstream.send({
        method: 'POST',
        path: dialect.chatPath,
        headers: { ...authorization, 'content-type': 'application/json', 'x-request-id': requestId },
        body: splice(body, envelope, {
          set: { ...changes, ...translate({ ...envelope.head, ...changes }, dialect), ...pinned },
        }),
        timeoutMs: options.timeoutMs,
        signal,
      });
      if (answer.statusCode !== 200) throw await errorOf(answer);
      const { 'content-type': type = 'application/json' } = answer.headers;
      return { headers: { 'content-type': type }, body: wantsStream(call) ? answer : await readAll(answer) };
    },
    models: async (signal) => {
      if (options.modelName !== null) return [options.modelName];
      const answer = await get(dialect.modelsPath, signal);
      if (answer.statusCode !== 200) throw await errorOf(answer);
      const list = JSON.parse(await readText(answer, listBodyLimit)) as { data?: { id?: unknown }[] };
      return (list.data ?? []).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
    },
    readiness: async (signal) => {
      try {
        const answer = await get(dialect.healthPath, signal);
        answer.resume();
        // Only 2xx: FastDeploy answers 304 when its workers are dead.
        const ready = answer.statusCode !== undefined && answer.statusCode >= 200 && answer.statusCode < 300;
        return { ready, reason: ready ? null : `${options.name} answers ${answer.statusCode}` };
      } catch (error) {
        signal.throwIfAborted();
        return {
          ready: false,
          reason: `${options.name}: ${error instanceof RectoError ? error.message : 'no answer'}`,
        };
      }
    },
    close: async () => upstream.close(),
  };
}

async function errorOf(answer: IncomingMessage): Promise<RectoError> {
  const detail = await readText(answer, errorBodyLimit).catch(() => '');
  return upstreamError(answer.statusCode ?? 502, answer.headers['retry-after'], detail);
}

async function readAll(answer: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function readText(answer: IncomingMessage, limit: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > limit) break;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
