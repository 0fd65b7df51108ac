/** Hands in jobs and follows them as any client would. */
import type { JobView } from '@recto/contracts';
import { Agent, request } from 'undici';

// One process asks for hundreds of jobs: connections are kept and few.
const agent = new Agent({ connections: 8 });

/** Throws where the answer is no 2xx. */
export async function answerOf<T>(
  url: string,
  init: {
    readonly method?: 'GET' | 'POST' | 'DELETE';
    readonly body?: Uint8Array;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<T> {
  const answer = await request(url, { ...init, dispatcher: agent });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${text}`);
  return JSON.parse(text) as T;
}

/** @param query fields of the request, as in a URL */
export const handIn = (api: string, query: string, file: Uint8Array): Promise<JobView> =>
  answerOf(`${api}/v1/jobs?${query}`, {
    method: 'POST',
    body: file,
    headers: { 'content-type': 'application/pdf' },
  });

/** When it has ended, however it did. */
export async function endOfJob(api: string, id: string): Promise<JobView> {
  for (;;) {
    const job = await answerOf<JobView>(`${api}/v1/jobs/${id}?wait=60`);
    if (job.finishedAt !== null) return job;
  }
}
