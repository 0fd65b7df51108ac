/**
 * How a kind of inference server behaves where its documentation says so (deploy-and-backends.md C): one file each in `manners/`.
 * The scripted server does what it says here; the suite checks what the gateway makes of it.
 */
import type { IncomingMessage } from 'node:http';

/** An answer as the server would give it. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | Buffer | Readonly<Record<string, unknown>>;
}

/** `dead`: its engine is gone, its process still answers. */
export type Condition = 'loading' | 'ready' | 'dead';

/** What a caller can do wrong and how the server says so. */
export interface Refusals {
  readonly overflow: Reply;
  readonly badImage: Reply;
  /** Null where any name is served. */
  readonly unknownModel: Reply | null;
  readonly badKey: Reply;
  /** Too many calls; null for a server that queues without bound. */
  readonly overload: Reply | null;
}

/** Members of the body that arrive for a call in the canonical form (vLLM's), and those that must not. */
export interface ExpectedParameters {
  readonly present: Readonly<Record<string, unknown>>;
  readonly absent: readonly string[];
}

export interface Manners {
  /** As `VLM_BACKEND` takes it. */
  readonly backend: string;
  /** What users configure, below the server's root. */
  readonly basePath: '' | '/v1';
  /** Null while the port is not open yet. */
  health(condition: Condition): Reply | null;
  models(name: string): Reply;
  /** Null where the server has no metrics. `running`: what other clients have there. */
  metrics(running: number): Reply | null;
  /** A call to a server in this condition; null where it is served. */
  whileNot(condition: Exclude<Condition, 'ready'>): Reply | null;
  readonly refusals: Refusals;
  readonly parameters: ExpectedParameters;
  /** Formats of images that it decodes, as sharp names them. */
  readonly decodes: readonly string[];
  /** It takes limits of pixels with a call; else images must come within them. */
  readonly takesPixelLimits: boolean;
  /** The call names this model, whatever its caller says. */
  readonly isKeyed: (request: IncomingMessage, key: string) => boolean;
  /** An error in a stream that has begun. */
  readonly streamError: string;
}

export const json = (status: number, body: Readonly<Record<string, unknown>>, headers = {}): Reply => ({
  status,
  body,
  headers,
});

export const hasBearer = ({ headers }: IncomingMessage, key: string): boolean =>
  headers.authorization === `Bearer ${key}`;

/** Prometheus text. */
export const gauges = (values: Readonly<Record<string, number>>): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/plain; version=0.0.4' },
  body: Object.entries(values)
    .map(([name, value]) => `# TYPE ${name} gauge\n${name}{engine="0",model_name="m"} ${value}\n`)
    .join(''),
});

/** The call that the suite makes, in the canonical form. */
export const canonical = {
  max_completion_tokens: 77,
  temperature: 0,
  repetition_penalty: 1.1,
  skip_special_tokens: false,
  mm_processor_kwargs: { min_pixels: 3136, max_pixels: 40_000 },
} as const;
