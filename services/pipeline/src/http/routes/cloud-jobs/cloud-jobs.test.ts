import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RectoError } from '@recto/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobsService, startJobsService } from '../../../jobs/jobs.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-cloud-jobs-test-'));
let service: JobsService;
let ask = async (page: number) => `page ${page}`;
beforeAll(async () => {
  const outbound = {
    fetchFile: async (url: string) => {
      if (!url.endsWith('three.pdf')) throw new RectoError('url.unreachable');
      return { bytes: Buffer.from('3'), contentType: null, finalUrl: url, fileName: 'three.pdf' };
    },
  };
  service = await startJobsService({
    directory,
    apiKeys: ['key'],
    house: { ask: (page) => ask(page), outbound },
  });
}, 120_000);
afterAll(async () => {
  await service?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const headers = { authorization: 'bearer key', 'client-platform': 'ragflow' };
const path = '/api/v2/ocr/jobs';
interface CloudAnswer {
  traceId: string;
  code: number;
  msg: string;
  data: {
    jobId: string;
    state: string;
    errorMsg: string;
    extractProgress: { totalPages: number; extractedPages: number };
    resultUrl?: { jsonUrl: string };
    resultJsonUrl?: string;
  };
}
const send = async (init: RequestInit): Promise<CloudAnswer> =>
  (await (await fetch(service.url + path, { method: 'POST', ...init })).json()) as CloudAnswer;
const sendJson = (body: object) =>
  send({ body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } });
const poll = async (jobId: string): Promise<CloudAnswer['data']> => {
  for (;;) {
    const answer = (await (await fetch(`${service.url}${path}/${jobId}`, { headers })).json()) as CloudAnswer;
    expect(answer).toMatchObject({ code: 0, msg: 'Success', data: { jobId } });
    expect(['pending', 'running', 'done', 'failed']).toContain(answer.data.state);
    if (answer.data.state === 'done' || answer.data.state === 'failed') return answer.data;
    await new Promise((later) => setTimeout(later, 50));
  }
};
const payload = { visualize: false, useDocUnwarping: false };

describe('a client of the cloud', () => {
  it('sends a form, polls, and reads the result without its key', async () => {
    const form = new FormData();
    form.append('file', new Blob(['5']), 'document.pdf');
    form.append('model', 'PaddleOCR-VL-1.6');
    form.append('optionalPayload', JSON.stringify(payload));
    form.append('pageRanges', '1,3-4');
    const { code, data } = await send({ body: form, headers });
    expect(code).toBe(0);
    const done = await poll(data.jobId);
    expect(done).toMatchObject({
      state: 'done',
      errorMsg: '',
      extractProgress: { totalPages: 3, extractedPages: 3 },
    });
    const url = done.resultUrl?.jsonUrl as string;
    expect(done.resultJsonUrl).toBe(url);
    expect(url.startsWith(`${service.url}${path}/results/${data.jobId}.jsonl?`)).toBe(true);

    const result = await fetch(url);
    expect(result.status).toBe(200);
    const lines = (await result.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ result }) => result.layoutParsingResults[0].markdown.text)).toEqual([
      'page 0',
      'page 2',
      'page 3',
    ]);
    for (const { result } of lines) {
      expect(result.layoutParsingResults).toHaveLength(1);
      expect(result.layoutParsingResults[0].markdown.images).toEqual({});
      expect(result.dataInfo).toMatchObject({ type: 'pdf', numPages: 1, pages: [{ width: 40, height: 30 }] });
    }
  });

  it('names a URL in JSON', async () => {
    const { data } = await sendJson({
      fileUrl: 'https://files.test/three.pdf',
      model: 'PaddleOCR-VL',
      optionalPayload: payload,
      pageRanges: '2',
    });
    expect(await poll(data.jobId)).toMatchObject({ state: 'done', extractProgress: { totalPages: 1 } });
  });

  it('is told why a job failed', async () => {
    ask = () => Promise.reject(new RectoError('vlm.rejected'));
    const form = new FormData();
    form.append('file', new Blob(['1']), 'x.pdf');
    form.append('model', 'PaddleOCR-VL');
    const { data } = await send({ body: form, headers });
    expect(await poll(data.jobId)).toMatchObject({
      state: 'failed',
      errorMsg: 'The recognition server rejected a request (page 1)',
    });
  });

  it.each([
    [{ model: 'PP-OCRv5', fileUrl: 'https://files.test/three.pdf' }, 10008],
    [{ model: 'm', fileUrl: 'ftp://files.test/x' }, 10008],
    [{ model: 'm', fileUrl: 'https://files.test/three.pdf', optionalPayload: '{' }, 10008],
    [{ model: 'm' }, 10008],
  ])('is refused %j', async (body, code) => {
    expect(await sendJson(body)).toMatchObject({ code, msg: expect.stringMatching(/./) });
  });

  it('sees nothing without its key, or by an address that it made up', async () => {
    expect((await fetch(service.url + path, { method: 'POST', body: '{}' })).status).toBe(401);
    const unknown = await fetch(`${service.url}${path}/nothing`, { headers });
    expect([unknown.status, await unknown.json()]).toEqual([404, expect.objectContaining({ code: 404 })]);
    const forged = await fetch(`${service.url}${path}/results/x.jsonl?expires=99999999999&signature=x`);
    expect(forged.status).toBe(403);
  });
});
