/** What a conformance case is: one request and what its answer must hold. README.md shows how to add one. */
import type { ErrorCode, ValidationItem } from '@recto/contracts';
import type { ScriptedEngine } from './scripted-engine.ts';

export interface Case {
  /** A sentence about the answer. */
  readonly name: string;
  /** Default: POST. */
  readonly method?: string;
  /** Default: /layout-parsing. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields over those of `baseRequest` (run-cases.ts). */
  readonly json?: Readonly<Record<string, unknown>>;
  /** The whole body, in place of `json`: an object or array goes out as JSON, the rest as it is. */
  readonly body?: string | Buffer | FormData | object;

  /** Default: 200, or 422 with `refused`. */
  readonly status?: number;
  /** Of the header X-Recto-Error-Code. */
  readonly code?: ErrorCode;
  /** The first item of a 422's list of errors holds this. */
  readonly refused?: Partial<ValidationItem>;
  /** The answer's body holds this. */
  readonly answer?: object;
  /** The first element of `layoutParsingResults` holds this. */
  readonly page?: object;
  /** Whatever else must be true. */
  readonly check?: (answer: CaseAnswer) => void | Promise<void>;
}

export interface CaseAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: cases look into bodies of many shapes
  readonly body: any;
  /** The first element of `layoutParsingResults`. */
  // biome-ignore lint/suspicious/noExplicitAny: cases look into bodies of many shapes
  readonly page: any;
  /** What the recognition server was asked by this case, and by others that run beside it. */
  readonly engine: ScriptedEngine;
}

export interface Group {
  readonly title: string;
  /** Where the rules stand: `wire.md 2.1`. */
  readonly source: string;
  readonly cases: readonly Case[];
}
