/** Calls of POST /layout-parsing as tests make them. */
import type { LayoutParsingElement } from '@recto/contracts';

export interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly headers: Headers;
  readonly body: {
    logId: string;
    errorCode: number;
    errorMsg: string;
    result?: { layoutParsingResults: LayoutParsingElement[]; dataInfo: unknown; failures?: unknown[] };
  };
}

export async function parseJson(url: string, request: unknown, init: RequestInit = {}): Promise<Answer> {
  const body = typeof request === 'string' ? request : JSON.stringify(request);
  return answerOf(
    await fetch(`${url}/layout-parsing`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      ...init,
    }),
  );
}

export const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  code: response.headers.get('x-recto-error-code'),
  headers: response.headers,
  body: (await response.json()) as Answer['body'],
});

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
