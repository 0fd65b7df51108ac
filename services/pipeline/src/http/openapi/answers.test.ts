/** What the running service answers, held against what the document says of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RectoError } from '@recto/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JobsService, startJobsService } from '../../jobs/jobs.fixture.ts';
import { createDocumentReader } from './document.fixture.ts';
import { openApiDocument } from './document.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-openapi-test-'));
const reader = createDocumentReader(openApiDocument(true));
let service: JobsService;
beforeAll(async () => {
  const ask = async (page: number) => {
    if (page === 3) throw new RectoError('vlm.rejected');
    return `page ${page}`;
  };
  service = await startJobsService({ directory, apiKeys: ['key'], house: { ask } });
}, 120_000);
afterAll(async () => {
  await service?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Asks, and fails where status, content type, code or body are not those of the document. Resolves with the body. */
async function asked(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const method = init.method ?? 'GET';
  const answer = await fetch(service.url + path, {
    ...init,
    headers: { authorization: 'Bearer key', ...(init.headers as Record<string, string>) },
  });
  const told = reader.operation(method, path.replace(/\?.*/, '')).responses[answer.status];
  expect(told, `${method} ${path}: ${answer.status}`).toBeDefined();
  const code = answer.headers.get('x-recto-error-code');
  const codes = told?.headers?.['X-Recto-Error-Code']?.schema;
  expect(code === null, `${method} ${path}: ${code}`).toBe(codes === undefined);
  if (codes) expect(reader.faults(codes, code)).toBeNull();

  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(told?.content ?? {})).toContain(type);
  const schema = told?.content?.[type]?.schema;
  const text = await answer.text();
  const body = type === 'application/json' ? JSON.parse(text) : text;
  if (schema) expect(reader.faults(schema, body), `${method} ${path}`).toBeNull();
  return body;
}

const json = (body: object, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});
const file = (pages: number) => Buffer.from(String(pages)).toString('base64');
const resultOf = (body: Record<string, unknown>) =>
  body.result as { layoutParsingResults: { prunedResult: object; markdown: object }[]; failures?: object[] };

it('documents', async () => {
  const whole = resultOf(await asked('/layout-parsing', json({ file: file(3), returnConfidence: true })));
  const pages = whole.layoutParsingResults.map(({ prunedResult }) => ({ prunedResult }));
  for (const concatenatePages of [false, true]) {
    await asked('/restructure-pages', json({ pages, concatenatePages, outputFormats: ['docx'] }));
  }
  const exports = { outputFormats: ['html', 'zip'], exportScope: 'document', restructurePages: true };
  await asked('/layout-parsing', json({ file: file(2), ...exports, pages: '1-2', visualize: false }));
  const partial = await asked(
    '/layout-parsing',
    json({ file: file(4), onError: 'partial', visualize: false }),
  );
  expect(resultOf(partial).failures).toHaveLength(1);
});

it('refusals', async () => {
  await asked('/layout-parsing', json({ file: file(1), topP: 7 }));
  await asked('/layout-parsing', json({ file: file(4), visualize: false }));
  await asked('/layout-parsing', json({ file: '' }));
  await asked('/layout-parsing', { ...json({}), body: '{' });
  await asked('/layout-parsing', json({}, { 'content-type': 'application/msword' }));
  await asked('/layout-parsing', json({}, { authorization: 'Bearer other' }));
  await asked('/restructure-pages', json({ pages: {} }));
  await asked('/v1/jobs?limit=0');
  await asked('/v1/jobs/nothing');
  await asked('/api/v2/ocr/jobs/nothing');
  await asked('/api/v2/ocr/jobs', json({ model: 'PP-OCRv5' }));
  await asked('/api/v2/ocr/jobs/results/x.jsonl?expires=1&signature=x');
});

it('jobs', async () => {
  const fields = { file: file(3), visualize: false, pages: '1,3' };
  const { id } = await asked('/layout-parsing', json(fields, { prefer: 'respond-async' }));
  let job: Record<string, unknown> = {};
  while (!job.finishedAt) job = await asked(`/v1/jobs/${id}?wait=20`);
  expect(job.state).toBe('succeeded');
  await asked(`/v1/jobs/${id}/events`);
  await asked(`/v1/jobs/${id}/pages/2`);
  await asked(`/v1/jobs/${id}/pages/3`);
  for (const format of ['json', 'jsonl', 'markdown', 'html', 'docx', 'pdf', 'text']) {
    await asked(`/v1/jobs/${id}/result?format=${format}`);
  }
  const { id: failing } = await asked(
    '/v1/jobs',
    json({ file: file(4), visualize: false, priority: 'high' }),
  );
  while ((await asked(`/v1/jobs/${failing}?wait=20`)).finishedAt === null);
  await asked(`/v1/jobs/${failing}/result`);
  await asked(`/v1/jobs/${failing}`, { method: 'DELETE' });
  expect((await asked('/v1/jobs')).jobs).toHaveLength(2);
});

it('jobs of the cloud', async () => {
  const order = {
    file: file(1),
    model: 'PaddleOCR-VL',
    optionalPayload: '{"visualize":false}',
    pageRanges: '1',
  };
  const { data } = await asked('/api/v2/ocr/jobs', json(order));
  const { jobId } = data as { jobId: string };
  let view: { state?: string; resultJsonUrl?: string } = {};
  while (view.state !== 'done') view = (await asked(`/api/v2/ocr/jobs/${jobId}`)).data as typeof view;
  const { pathname, search } = new URL(view.resultJsonUrl as string);
  await asked(pathname + search);
});

it('health', async () => {
  for (const path of ['/health', '/health/ready', '/v2/health/live', '/v2/health/ready']) await asked(path);
});
