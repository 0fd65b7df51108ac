/** Cancelling a long job over the real service: nothing of it is left, in the pipeline or at the VLM. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobView } from '@recto/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningService, startPipeline } from '../../bench/stack.ts';
import { type ScriptedReplica, startScriptedReplica } from '../../bench/support/scripted-replica.ts';
import { numberedPdf } from '../support/numbered-pdf.ts';

const pages = 500;
const directory = mkdtempSync(join(tmpdir(), 'recto-cancel-test-'));
let replica: ScriptedReplica;
let service: RunningService;

beforeAll(async () => {
  // Nothing that is asked is answered before the job is cancelled.
  replica = await startScriptedReplica(() => 600_000);
  service = await startPipeline({ RECOGNITION_URL: `${replica.url}/v1`, DATA_DIR: directory });
});
afterAll(async () => {
  await service?.stop();
  await replica?.kill();
  rmSync(directory, { recursive: true, force: true });
});

const gauge = async (name: string): Promise<number> => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};

it('frees everything', { timeout: 180_000 }, async () => {
  const options = 'visualize=false&useLayoutDetection=false&pdfTextLayer=never';
  const sent = await fetch(`${service.url}/v1/jobs?${options}`, {
    method: 'POST',
    body: await numberedPdf(pages),
    headers: { 'content-type': 'application/pdf' },
  });
  const { id } = (await sent.json()) as JobView;
  while (replica.asked() === 0 || (await gauge('recto_pages_in_flight')) === 0) await sleep(50);
  expect(await gauge('recto_raster_bytes')).toBeGreaterThan(0);

  const cancelled = await fetch(`${service.url}/v1/jobs/${id}`, { method: 'DELETE' });
  expect(await cancelled.json()).toMatchObject({ state: 'cancelled', pages: { total: pages } });
  const started = performance.now();
  const levels = [
    'recto_pages_in_flight',
    'recto_raster_bytes',
    'recto_spool_bytes',
    'recto_jobs_ranges_active',
  ];
  for (const name of levels) while ((await gauge(name)) !== 0) await sleep(20);
  console.log(`cancelled: all free after ${Math.round(performance.now() - started)} ms`);

  const asked = replica.asked();
  expect(await gauge('recto_jobs_ranges_waiting')).toBe(0);
  await sleep(500);
  expect(replica.asked()).toBe(asked);
});
