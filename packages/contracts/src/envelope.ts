/** The PaddleX envelope (wire.md 1.2-1.4): the shape of every answer of the pipeline service. */
import { z } from 'zod';
import type { RectoError } from './recto-error.ts';

export const successEnvelope = <T extends z.ZodType>(result: T) =>
  z.object({ logId: z.string(), result, errorCode: z.literal(0), errorMsg: z.literal('Success') });

/** Always exactly these three keys. */
export const failureEnvelope = z.object({
  logId: z.string(),
  errorCode: z.int().describe('The HTTP status again'),
  errorMsg: z.string(),
});
export type ErrorEnvelope = z.output<typeof failureEnvelope>;

export const errorEnvelope = (logId: string, error: RectoError): ErrorEnvelope => ({
  logId,
  errorCode: error.status,
  errorMsg: error.message,
});
