/** The PaddleX envelope (wire.md 1.2-1.4): the shape of every answer of the pipeline service. */
import type { RectoError } from './recto-error.ts';

export interface SuccessEnvelope<T> {
  logId: string;
  result: T;
  errorCode: 0;
  errorMsg: 'Success';
}

/** Always exactly these three keys; `errorCode` repeats the HTTP status. */
export interface ErrorEnvelope {
  logId: string;
  errorCode: number;
  errorMsg: string;
}

export const errorEnvelope = (logId: string, error: RectoError): ErrorEnvelope => ({
  logId,
  errorCode: error.status,
  errorMsg: error.message,
});
