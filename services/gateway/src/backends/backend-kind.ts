/**
 * What the gateway knows of a kind of server, as data (deploy-and-backends.md C). A new kind is one folder beside this file with
 * one such description, and a line in `kinds.ts`.
 * Requests arrive in the canonical form, which is vLLM's; a kind says what differs.
 */
import type { FailureKind } from '../call/attempt-failure.ts';

/** Names as `vl_rec_backend` has them, plus any OpenAI-compatible server. */
export const remoteBackendNames = [
  'vllm-server',
  'sglang-server',
  'fastdeploy-server',
  'mlx-vlm-server',
  'llama-cpp-server',
  'openai-server',
] as const;
export type RemoteBackendName = (typeof remoteBackendNames)[number];

/** A short answer of a server: to a probe, or a failed one to a call. */
export interface ServerAnswer {
  readonly status: number;
  /** At most a few kB. */
  readonly text: string;
  /** `text` as JSON; null where it is none. */
  readonly json: unknown;
}

/**
 * `ready`, `loading` (on its way, no fault), `asleep` (up, loads its model with the first call: the warm-up wakes it) or `down`.
 */
export type HealthReading = 'ready' | 'loading' | 'asleep' | 'down';

export interface HealthRule {
  readonly path: string;
  readonly intervalMs: number;
  /** A probe that takes longer has failed. */
  readonly timeoutMs: number;
  /** The probe costs the server something: it is left out while calls succeed. */
  readonly costly: boolean;
  readonly read: (answer: ServerAnswer) => HealthReading;
}

export interface LoadRule {
  readonly path: string;
  readonly intervalMs: number;
  /** Requests that the server runs or holds in its queue, from all its clients; null where the answer does not say. */
  readonly read: (text: string) => number | null;
}

export interface ParameterRules {
  /** Canonical member -> the server's name for it. */
  readonly renames: Readonly<Record<string, string>>;
  /** Members that the server would ignore or refuse. */
  readonly drops: readonly string[];
  /** What the server wants in place of temperature 0; null where that is fine. */
  readonly greedy: Readonly<Record<string, number>> | null;
}

export interface ImageRules {
  /** Image formats that the server decodes; others are sent as `encoding`. */
  readonly accepts: readonly string[];
  readonly encoding: 'jpeg' | 'png';
  /** `request`: takes `mm_processor_kwargs`. `none`: images are brought within the limit before they are sent. */
  readonly pixelLimits: 'request' | 'none';
}

/** What the server does with `model`: refuses unknown names, ignores it, or loads whatever it names. */
export type ModelRule = 'checked' | 'ignored' | 'loaded';

export interface FailureRules {
  /** Kinds for statuses where this server differs from the common reading. */
  readonly byStatus: Readonly<Record<number, FailureKind>>;
  /** Values of `error.type` that mean: longer than the model's context. */
  readonly overflowTypes: readonly string[];
  /** Words for the same in servers that have no type for it. */
  readonly overflowWords: RegExp | null;
}

export interface BackendKind {
  readonly name: RemoteBackendName;
  /** Calls at once at one of them where nobody says otherwise. */
  readonly places: number;
  /** Below the server's root, which a URL names with or without a trailing /v1. */
  readonly paths: { readonly chat: string; readonly models: string };
  readonly parameters: ParameterRules;
  readonly images: ImageRules;
  readonly model: ModelRule;
  readonly health: HealthRule;
  /** Null where the server has no such thing: the gateway's own count must do. */
  readonly load: LoadRule | null;
  readonly failures: FailureRules;
  /** Headers that carry the key. */
  readonly authorization: (key: string) => Readonly<Record<string, string>>;
  /** False: a call that its caller abandoned runs on to its end over there. */
  readonly stopsOnDisconnect: boolean;
}
