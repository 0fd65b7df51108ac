/** The one place where anything thrown becomes an error of the catalogue. */
import { RectoError } from '@recto/contracts';

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** Unknown errors become `internal`: their text stays in the log, a caller sees the catalogue's message. */
export function asRectoError(error: unknown): RectoError {
  if (error instanceof RectoError) return error;
  if (isAbort(error)) return new RectoError('request.aborted', { cause: error });
  return new RectoError('internal', { cause: error });
}
