/** What every kind of recognition server looks like to the rest of the gateway. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Envelope } from '../transport/envelope.ts';

/** Names as `vl_rec_backend` has them, plus any OpenAI-compatible server. */
export const backendNames = [
  'native',
  'vllm-server',
  'sglang-server',
  'fastdeploy-server',
  'mlx-vlm-server',
  'llama-cpp-server',
  'openai-server',
] as const;
export type BackendName = (typeof backendNames)[number];

export interface ChatRequest {
  /** The caller's bytes, unparsed. */
  readonly body: Buffer;
  readonly envelope: Envelope;
  readonly stream: boolean;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** A successful answer; failures are thrown as RectoError. */
export type ChatAnswer =
  | { readonly kind: 'object'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly headers: IncomingHttpHeaders; readonly body: Readable };

export interface Readiness {
  readonly ready: boolean;
  /** Fit for a caller: names what is missing, no addresses. */
  readonly reason: string | null;
}

export interface Backend {
  readonly name: BackendName;
  chat(request: ChatRequest): Promise<ChatAnswer>;
  /** Ids for `GET /v1/models`. */
  models(signal: AbortSignal): Promise<string[]>;
  readiness(signal: AbortSignal): Promise<Readiness>;
  close(): Promise<void>;
}
