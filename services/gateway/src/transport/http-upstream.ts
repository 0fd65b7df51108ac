/** Sends bytes to one server and hands back its answer as a stream. Knows HTTP, nothing of chat. */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { RectoError } from '@recto/contracts';

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces are written in turn: a spliced body is never joined. */
  readonly body: readonly Buffer[];
  /** From sending to the last byte of the answer; also covers a stream that stalls. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Upstream {
  /** Resolves with the headers. Throws RectoError vlm.unreachable, vlm.timeout, or the signal's reason. */
  send(request: UpstreamRequest): Promise<IncomingMessage>;
  close(): void;
}

// uvicorn closes idle connections after 5 s; reusing one at that moment is answered with a reset (llm-d #1564).
const idleSocketMs = 4_000;

/** @param root origin and optional path of the server, without `/v1` */
export function createUpstream(root: string): Upstream {
  const url = new URL(root);
  const transport = url.protocol === 'https:' ? https : http;
  const agent = new transport.Agent({ keepAlive: true, timeout: idleSocketMs, scheduling: 'lifo' });
  const basePath = url.pathname.replace(/\/$/, '');

  return {
    send: ({ method, path, headers, body, timeoutMs, signal }) =>
      new Promise((resolve, reject) => {
        const total = body.reduce((sum, piece) => sum + piece.length, 0);
        const deadline = AbortSignal.timeout(timeoutMs);
        const request = transport.request({
          host: url.hostname.replace(/^\[|\]$/g, ''),
          port: url.port,
          path: basePath + path,
          method,
          agent,
          headers: { ...headers, ...(method === 'POST' && { 'content-length': String(total) }) },
          signal: AbortSignal.any([signal, deadline]),
        });
        request.once('response', resolve);
        request.once('error', (cause) => {
          if (signal.aborted) reject(signal.reason);
          else if (deadline.aborted) reject(new RectoError('vlm.timeout', { cause }));
          else reject(new RectoError('vlm.unreachable', { cause }));
        });
        for (const piece of body) request.write(piece);
        request.end();
      }),
    close: () => agent.destroy(),
  };
}
