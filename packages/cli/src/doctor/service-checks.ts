/** The running services: who holds the port, whether they are ready, and whether a page can be parsed. */
import { bad, doubtful, type Finding, good } from './finding.ts';
import type { Machine } from './machine.ts';
import { testPage, testWord } from './test-page.ts';

const askMs = 10_000;
/** A first page may wait for a model that loads. */
const parseMs = 300_000;

export interface Services {
  /** Root of the pipeline: `http://127.0.0.1:8080`. */
  readonly pipeline: string;
  /** Root of the gateway, where it can be reached from here; containers keep it to themselves. */
  readonly gateway: string;
  readonly apiKey: string | undefined;
  readonly signal: AbortSignal;
}

type Reply = { readonly status: number; readonly body: Record<string, unknown> };

/** Findings in order; what depends on a service that is not there is left out. */
export async function checkServices(machine: Machine, services: Services): Promise<Finding[]> {
  const live = await ask(services, `${services.pipeline}/health`);
  if (live === null) return [await checkPort(machine, services.pipeline)];
  if (live.body.errorCode !== 0) {
    return [
      bad(
        `another program answers on ${services.pipeline}`,
        'stop it, or set PIPELINE_PORT (PORT without Docker)',
      ),
    ];
  }
  const ready = await ask(services, `${services.pipeline}/health/ready`);
  const isReady = ready?.status === 200;
  return [
    good(`the pipeline answers on ${services.pipeline}`),
    isReady
      ? good('the pipeline is ready')
      : bad('the pipeline is not ready', String(ready?.body.errorMsg ?? 'no answer')),
    ...(await checkGateway(services)),
    ...(isReady ? [await checkParse(services)] : []),
  ];
}

async function checkPort(machine: Machine, pipeline: string): Promise<Finding> {
  const port = Number(new URL(pipeline).port || 80);
  return (await machine.isPortFree(port))
    ? doubtful(`nothing runs on ${pipeline}`, 'start it: docker compose up -d --wait, or npm start')
    : bad(
        `port ${port} is taken by a program that does not answer`,
        'stop it, or set PIPELINE_PORT (PORT without Docker)',
      );
}

async function checkGateway(services: Services): Promise<Finding[]> {
  const ready = await ask(services, `${services.gateway}/health/ready`);
  if (ready === null) return [];
  return [
    ready.status === 200
      ? good(`the gateway on ${services.gateway} has a server for its model`)
      : bad(
          `the gateway on ${services.gateway} has no server`,
          `look at VLM_BACKEND and VLM_SERVER_URL, and at the server's log`,
        ),
  ];
}

async function checkParse(services: Services): Promise<Finding> {
  const { pipeline, apiKey, signal } = services;
  const started = performance.now();
  const reply = await ask(services, `${pipeline}/layout-parsing`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
    body: JSON.stringify({ file: testPage().toString('base64'), fileType: 0, visualize: false }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(parseMs)]),
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (reply?.body.errorCode !== 0) {
    const reason = String(reply?.body.errorMsg ?? 'no answer');
    const remedy = reply?.status === 401 ? 'give a key of API_KEYS with --api-key' : reason;
    return bad('a test page could not be parsed', remedy);
  }
  return JSON.stringify(reply.body.result).includes(testWord)
    ? good(`a test page was parsed in ${seconds} s`)
    : doubtful(
        `a test page was parsed in ${seconds} s, but its text was not read`,
        'look at the log of the gateway',
      );
}

/** Null where nothing answers. */
async function ask({ signal }: Services, url: string, init: RequestInit = {}): Promise<Reply | null> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(askMs)]);
    const response = await fetch(url, { signal: limit, ...init });
    const body: unknown = await response.json().catch(() => ({}));
    return { status: response.status, body: (body ?? {}) as Record<string, unknown> };
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
