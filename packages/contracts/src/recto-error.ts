import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

/** Where a failure happened, for messages and for the `failures` list. Pages count from 0 within the response. */
export interface ErrorPlace {
  page?: number;
  block?: number;
}

export interface RectoErrorOptions extends ErrorPlace {
  /** What exactly is wrong, safe to show to a caller: no paths, stacks, addresses or secrets. Default: the catalogue's message. */
  message?: string;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  retryAfterSeconds?: number;
  /** For logs only, never sent. */
  cause?: unknown;
}

const brand = Symbol.for('recto.error');

/** The one error that may cross a package boundary or the wire. Its `message` is always fit for a caller. */
export class RectoError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryable: boolean;
  readonly page: number | undefined;
  readonly block: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: RectoErrorOptions = {}) {
    super(options.message ?? errorCatalogue[code].message, { cause: options.cause });
    this.name = 'RectoError';
    this.code = code;
    this.status = errorCatalogue[code].status;
    this.retryable = errorCatalogue[code].retryable;
    this.page = options.page;
    this.block = options.block;
    this.retryAfterSeconds = options.retryAfterSeconds;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Survives two copies of this package (a worker thread, a bundled SDK): compares a brand, not a prototype. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** Same failure, told where it happened. */
  at(place: ErrorPlace): RectoError {
    return new RectoError(this.code, {
      message: this.message,
      page: place.page ?? this.page,
      block: place.block ?? this.block,
      retryAfterSeconds: this.retryAfterSeconds,
      cause: this.cause,
    });
  }
}

/** A plain object that survives `postMessage`; `fromPlain` makes the error again on the other side. */
export interface PlainError {
  code: ErrorCode;
  message: string;
  page?: number | undefined;
  block?: number | undefined;
}

export const toPlain = (error: unknown): PlainError =>
  error instanceof RectoError
    ? { code: error.code, message: error.message, page: error.page, block: error.block }
    : { code: 'internal', message: errorCatalogue.internal.message };

export const fromPlain = (plain: PlainError, cause?: unknown): RectoError =>
  new RectoError(plain.code, { message: plain.message, page: plain.page, block: plain.block, cause });
