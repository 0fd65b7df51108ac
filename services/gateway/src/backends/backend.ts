/** What every kind of recognition server looks like to the rest of the gateway. */
import type { ChatHandler } from '../call/chat-call.ts';

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

export interface Readiness {
  readonly ready: boolean;
  /** Fit for a caller: names what is missing, no addresses. */
  readonly reason: string | null;
}

export interface Backend {
  readonly name: BackendName;
  readonly chat: ChatHandler;
  /** Ids for `GET /v1/models`. */
  models(signal: AbortSignal): Promise<string[]>;
  readiness(signal: AbortSignal): Promise<Readiness>;
  close(): Promise<void>;
}
