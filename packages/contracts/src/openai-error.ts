/** The error body of the OpenAI API: the shape of every failed answer of the gateway. */
import type { RectoError } from './recto-error.ts';

export interface OpenAiErrorBody {
  error: { message: string; type: string; param: string | null; code: string };
}

const typeOfStatus = (status: number): string => {
  if (status === 401) return 'authentication_error';
  if (status === 404) return 'not_found_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
};

export const openAiErrorBody = (error: RectoError): OpenAiErrorBody => ({
  error: { message: error.message, type: typeOfStatus(error.status), param: null, code: error.code },
});
