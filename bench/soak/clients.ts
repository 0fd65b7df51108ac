/** The clients of a soak. Each does one thing once, and throws where the answer is not what it has to be. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobView } from '@recto/contracts';
import { chatBodies } from '../support/chat-load.ts';
import { oneOf, type Random, wholeBetween } from '../support/random.ts';
import { type Inputs, pageCounts } from './inputs.ts';

export interface Place {
  /** Of the pipeline, and of the gateway. */
  readonly pipeline: string;
  readonly gateway: string;
  readonly inputs: Inputs;
  readonly random: Random;
}

export type Client = (place: Place) => Promise<void>;

/** ms; nothing here takes nearly as long. */
const patienceMs = 300_000;

async function call(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(patienceMs), ...init });
}

async function expectStatus(answer: Response, fits: (status: number) => boolean): Promise<string> {
  const text = await answer.text();
  if (!fits(answer.status)) throw new Error(`${answer.status} ${text.slice(0, 300)}`);
  return text;
}

const isFine = (status: number) => status >= 200 && status < 300;

/** Most pages pass without layout detection: that is where the time would go, and the memory does not. */
const settings = (random: Random) => ({
  visualize: random() < 0.1,
  useLayoutDetection: random() < 0.05,
  promptLabel: 'ocr',
  returnMarkdownImages: random() < 0.5,
  ...(random() < 0.2 && { outputFormats: [oneOf(random, ['docx', 'html', 'zip', 'pdf'])] }),
  ...(random() < 0.3 && { restructurePages: true, mergeTables: true }),
  ...(random() < 0.3 && { pdfTextLayer: 'auto' }),
});

const queryOf = (random: Random) =>
  new URLSearchParams(
    Object.entries(settings(random)).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

const json = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const parse: (place: Place, file: Buffer, pages: number) => Promise<void> = async (
  { pipeline, random },
  file,
  pages,
) => {
  const body = { file: file.toString('base64'), ...settings(random) };
  const text = await expectStatus(await call(`${pipeline}/layout-parsing`, json(body)), isFine);
  const { result } = JSON.parse(text) as { result: { layoutParsingResults: unknown[] } };
  const came = result.layoutParsingResults.length;
  if (came !== pages) throw new Error(`${came} of ${pages} pages came back`);
};

const pdfOf = ({ inputs, random }: Place, most: number): [Buffer, number] => {
  const pages = oneOf(
    random,
    pageCounts.filter((count) => count <= most),
  );
  return [inputs.pdfs.get(pages) as Buffer, pages];
};

const handIn = async (place: Place, most: number): Promise<{ job: JobView; pages: number }> => {
  const [body, pages] = pdfOf(place, most);
  const answer = await call(`${place.pipeline}/v1/jobs?${queryOf(place.random)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/pdf' },
    body: new Uint8Array(body),
  });
  return { job: JSON.parse(await expectStatus(answer, isFine)) as JobView, pages };
};

async function endOf(url: string): Promise<JobView> {
  for (;;) {
    const job = JSON.parse(await expectStatus(await call(`${url}?wait=30`), isFine)) as JobView;
    if (job.finishedAt !== null) return job;
  }
}

/** Reads a job's events until it has ended. */
async function follow(url: string): Promise<void> {
  const text = await expectStatus(await call(`${url}/events`), isFine);
  if (!text.includes('event: end')) throw new Error('the events of a job ended before it did');
}

const job: Client = async (place) => {
  const { random } = place;
  const handed = await handIn(place, 40);
  const url = `${place.pipeline}/v1/jobs/${handed.job.id}`;
  if (random() < 0.5) await follow(url);
  const { state, pages } = await endOf(url);
  if (state !== 'succeeded' || pages.done !== handed.pages)
    throw new Error(`a job ${state} with ${pages.done} of ${handed.pages} pages`);
  const format = oneOf(random, ['json', 'jsonl', 'markdown', 'zip', 'docx', 'html']);
  await expectStatus(await call(`${url}/result?format=${format}`), isFine);
};

const cancelledJob: Client = async (place) => {
  const { job } = await handIn(place, 40);
  const url = `${place.pipeline}/v1/jobs/${job.id}`;
  await sleep(place.random() * 1500);
  await expectStatus(await call(url, { method: 'DELETE' }), isFine);
  const { state } = await endOf(url);
  // It may have come to its end first.
  if (state !== 'cancelled' && state !== 'succeeded') throw new Error(`a cancelled job ${state}`);
};

const isRefusal = (status: number) => status >= 400 && status < 500;

const badRequest: Client = async ({ pipeline, inputs, random }) => {
  const { name, contentType, body } = oneOf(random, inputs.bad);
  const init = { method: 'POST', headers: { 'content-type': contentType }, body: new Uint8Array(body) };
  await expectStatus(await call(`${pipeline}/layout-parsing`, init), isRefusal).catch((error: unknown) => {
    throw new Error(`${name}: ${error}`);
  });
  await refusedJob(pipeline, oneOf(random, [...inputs.pdfs.values()]));
  await expectStatus(await call(`${pipeline}/v1/jobs/no-such-job`), isRefusal);
};

/** Its file is in the store by the time that its options turn out to make no sense. */
async function refusedJob(pipeline: string, file: Buffer): Promise<void> {
  const answer = await call(`${pipeline}/v1/jobs?outputFormats=docx`, {
    method: 'POST',
    headers: { 'content-type': 'application/pdf' },
    body: new Uint8Array(file),
  });
  await expectStatus(answer, isRefusal);
}

/** Asks and is gone before the answer: in the middle of its own body, or some time after. */
const leaver: Client = async (place) => {
  const { pipeline, random } = place;
  const leave = AbortSignal.timeout(wholeBetween(random, 5, 1500));
  const [file] = pdfOf(place, 21);
  const body = { file: file.toString('base64'), ...settings(random) };
  await call(`${pipeline}/layout-parsing`, { ...json(body), signal: leave })
    .then((answer) => answer.arrayBuffer())
    .catch(() => {});
  if (random() < 0.5) return;
  const { job } = await handIn(place, 8);
  const url = `${pipeline}/v1/jobs/${job.id}`;
  const signal = AbortSignal.timeout(wholeBetween(random, 5, 1000));
  await call(`${url}/events`, { signal })
    .then((answer) => answer.arrayBuffer())
    .catch(() => {});
  await endOf(url);
};

const nextBody = chatBodies(60_000);

/** Chat completions at the gateway, as streams; every third is left half-way. */
const stream: Client = async ({ gateway, random }) => {
  const chat = JSON.parse(Buffer.concat([...nextBody()]).toString()) as object;
  const leaves = random() < 0.33;
  const signal = AbortSignal.timeout(leaves ? wholeBetween(random, 5, 100) : patienceMs);
  try {
    const answer = await call(`${gateway}/v1/chat/completions`, {
      ...json({ ...chat, stream: true }),
      signal,
    });
    const text = await expectStatus(answer, isFine);
    if (!text.includes('[DONE]')) throw new Error('a stream without its end');
  } catch (error) {
    if (!(leaves && signal.aborted)) throw error;
  }
};

/** With how many of each are at it at once. */
export const clients: readonly { readonly name: string; readonly lanes: number; readonly act: Client }[] = [
  {
    name: 'images',
    lanes: 1,
    act: (place) => parse(place, oneOf(place.random, place.inputs.images), 1),
  },
  { name: 'PDFs', lanes: 2, act: (place) => parse(place, ...pdfOf(place, 21)) },
  { name: 'jobs', lanes: 3, act: job },
  { name: 'cancelled jobs', lanes: 1, act: cancelledJob },
  { name: 'bad requests', lanes: 1, act: badRequest },
  { name: 'clients that leave', lanes: 1, act: leaver },
  { name: 'streams', lanes: 1, act: stream },
];
