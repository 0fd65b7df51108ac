/** What every server that answers chat completions looks like to the rest of the gateway: one address, or the engine within. */
import type { ChatHandler } from '../call/chat-call.ts';
import { type HealthReading, remoteBackendNames } from './backend-kind.ts';

/** Names as `vl_rec_backend` has them, plus any OpenAI-compatible server. */
export const backendNames = ['native', ...remoteBackendNames] as const;
export type BackendName = (typeof backendNames)[number];

/** How often to look, from the kind's data. */
export interface WatchRules {
  readonly healthIntervalMs: number;
  /** A probe costs the server something: left out while calls succeed. */
  readonly healthIsCostly: boolean;
  /** Null where there is no load to ask for. */
  readonly loadIntervalMs: number | null;
  /** False: a call that was abandoned runs on to its end over there, and weighs on that server until then. */
  readonly stopsOnDisconnect: boolean;
}

export interface Backend {
  readonly name: BackendName;
  /** One attempt. Throws AttemptFailure or RectoError. */
  readonly chat: ChatHandler;
  /** Ids for `GET /v1/models`. */
  models(signal: AbortSignal): Promise<string[]>;
  /** One probe. Throws AttemptFailure where nothing answers. */
  health(signal: AbortSignal): Promise<HealthReading>;
  /** Requests that the server runs or holds, from all its clients; null where it does not say. */
  load(signal: AbortSignal): Promise<number | null>;
  readonly rules: WatchRules;
  close(): Promise<void>;
}
