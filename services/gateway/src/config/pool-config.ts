/** A pool as configured, from the environment or from a file: everything decided, nothing connected yet. */
import type { AdaptiveBounds } from '../admission/concurrency-limit.ts';
import type { BackendName } from '../backends/backend.ts';
import type { AttemptLimits } from '../backends/remote/remote-backend.ts';

export interface ReplicaConfig {
  readonly backend: BackendName;
  /** Null for native. */
  readonly url: string | null;
  readonly weight: number;
  /** Sent in place of the caller's model; null leaves it. */
  readonly modelName: string | null;
  readonly apiKey: string | null;
  /** Calls at once: a number, or bounds between which it follows the replica. */
  readonly concurrency: number | AdaptiveBounds;
}

export interface WarmUpConfig {
  /** Data URI. */
  readonly image: string | null;
  readonly prompt: string;
  readonly expect: string | null;
  readonly maxTokens: number;
  readonly timeoutMs: number;
}

export interface PoolConfig {
  /** The model's public name. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** Takes calls that name no known model. */
  readonly takesAnyModel: boolean;
  readonly replicas: readonly [ReplicaConfig, ...ReplicaConfig[]];
  /** Members in canonical form for calls that do not set them. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Names of pools that take over while none of the replicas is there, in order. */
  readonly fallbacks: readonly string[];
  readonly warmUp: WarmUpConfig | null;
  readonly limits: AttemptLimits;
  /** In place of the backend's own pace. */
  readonly healthIntervalMs: number | null;
}
