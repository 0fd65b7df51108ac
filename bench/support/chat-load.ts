/** Chat completions against a gateway: one call, lanes that each ask again when answered, and arrivals at a rate whatever becomes of them. */
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface CallResult {
  /** 0 where no answer came. */
  readonly status: number;
  readonly elapsedMs: number;
}

export interface CallOptions {
  /** Base URL including /v1. */
  readonly url: string;
  readonly body: NextBody;
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives up after this and counts as no answer. */
  readonly patienceMs: number;
}

/** A PNG of 640 by 480 px, as far as its first bytes tell: the gateway reads no further. */
const imageHead = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.from('00000280000001e008020000', 'hex'),
  Buffer.alloc(5),
]).toString('base64');

/** A body that has not been sent before, in pieces. */
export type NextBody = () => readonly Buffer[];

const mark = '#'.repeat(12);

/** Pictures that take turns: more than calls are on their way at once, so that no two of these look alike from afar, as with real crops. */
const pictures = 48;

/** Crops of about so many bytes with a prompt, as the pipeline sends them, no two alike: the gateway asks the same thing only once. */
export const chatBodies = (imageBytes: number): NextBody => {
  const url = `data:image/png;base64,${imageHead}${mark}`;
  const content = [
    { type: 'image_url', image_url: { url } },
    { type: 'text', text: 'OCR:' },
  ];
  const chat = { model: 'scripted', messages: [{ role: 'user', content }], temperature: 0 };
  const [before = '', after = ''] = JSON.stringify(chat).split(mark);
  const head = Buffer.from(before);
  const tails = Array.from({ length: pictures }, () =>
    Buffer.from(randomBytes((imageBytes / 4) * 3).toString('base64') + after),
  );
  let count = 0;
  return () => {
    count += 1;
    const tail = tails[count % pictures] as Buffer;
    return [head, Buffer.from(String(count).padStart(mark.length, '0')), tail];
  };
};

const agent = new http.Agent({ keepAlive: true, timeout: 4_000 });

export const callOnce = ({ url, body, headers = {}, patienceMs }: CallOptions): Promise<CallResult> =>
  new Promise((resolve) => {
    const started = performance.now();
    const done = (status: number) => {
      clearTimeout(timer);
      resolve({ status, elapsedMs: performance.now() - started });
    };
    const pieces = body();
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const request = http.request(`${url}/chat/completions`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
    });
    const timer = setTimeout(() => request.destroy(), patienceMs);
    request.once('response', (response) => {
      response.resume();
      response.once('end', () => done(response.statusCode ?? 0));
      response.once('error', () => done(0));
    });
    request.once('error', () => done(0));
    for (const piece of pieces) request.write(piece);
    request.end();
  });

/** `lanes` calls at a time for so long. Returns answered calls a second. */
export const closedLoop = async (call: CallOptions, lanes: number, ms: number): Promise<number> => {
  const started = performance.now();
  let answered = 0;
  const lane = async () => {
    while (performance.now() - started < ms) {
      const { status } = await callOnce(call);
      if (status === 200) answered += 1;
      else await sleep(1);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return (answered * 1000) / (performance.now() - started);
};

/** Starts `perSecond` calls a second for so long, evenly; late ticks catch up. Resolves when all have ended. */
export const atRate = async (perSecond: number, ms: number, start: () => Promise<void>): Promise<void> => {
  const began = performance.now();
  const running: Promise<void>[] = [];
  let started = 0;
  for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - began) {
    for (; started < (elapsed * perSecond) / 1000; started += 1) running.push(start());
    await sleep(1);
  }
  await Promise.all(running);
};
