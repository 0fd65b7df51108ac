/**
 * The server behind all contenders, on an event loop of its own: takes a chat completion, and after a service time answers a line of
 * text, as a stream of events where it is asked for one. On raw sockets: it must not be what limits a proxy in front of it.
 */
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

export interface UpstreamThread {
  /** Base URL including /v1. */
  readonly url: string;
  stop(): Promise<unknown>;
}

interface UpstreamOptions {
  readonly serviceMs: number;
  /** Words of the answer, one an event. */
  readonly words: readonly string[];
}

export const startUpstreamThread = async (options: UpstreamOptions): Promise<UpstreamThread> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: options });
  const [url] = (await once(worker, 'message')) as [string];
  return { url, stop: () => worker.terminate() };
};

const base = { id: 'chatcmpl-scripted', created: 0, model: 'scripted' };
const usage = { prompt_tokens: 300, completion_tokens: 12, total_tokens: 312 };

const httpAnswer = (type: string, text: string): Buffer =>
  Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${text.length}\r\n\r\n${text}`);

const completion = (words: readonly string[]): Buffer => {
  const message = { role: 'assistant', content: words.join('') };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  return httpAnswer(
    'application/json',
    JSON.stringify({ ...base, object: 'chat.completion', choices, usage }),
  );
};

/** As vLLM sends it: a role, the words, why it ended, the usage. */
const events = (words: readonly string[]): Buffer => {
  const choice = (delta: object, finish: string | null) => ({
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const chunks = [
    choice({ role: 'assistant', content: '' }, null),
    ...words.map((content) => choice({ content }, null)),
    choice({ content: '' }, 'stop'),
    { choices: [], usage },
  ].map((chunk) => JSON.stringify({ ...base, object: 'chat.completion.chunk', ...chunk }));
  return httpAnswer('text/event-stream', [...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join(''));
};

const headEnd = '\r\n\r\n';
/** Where in a body a gateway writes what it sets, and where a caller's parameters end. */
const edgeBytes = 512;

const serveSocket = (socket: Socket, answer: (wantsStream: boolean) => void): void => {
  let head = '';
  let left = 0;
  let wantsStream = false;
  const look = (piece: Buffer) => {
    wantsStream ||= piece.toString('latin1', 0, edgeBytes).includes('"stream":true');
    if (left <= edgeBytes)
      wantsStream ||= piece
        .toString('latin1', Math.max(0, piece.length - edgeBytes))
        .includes('"stream":true');
  };
  socket.on('data', (piece: Buffer) => {
    let body = piece;
    if (left === 0) {
      const text = piece.toString('latin1', 0, 4_096);
      const before = head.length;
      head += text;
      const end = head.indexOf(headEnd);
      if (end === -1) return;
      left = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1] ?? 0);
      body = piece.subarray(end + headEnd.length - before);
      head = '';
    }
    left -= body.length;
    look(body);
    if (left > 0) return;
    left = 0;
    answer(wantsStream);
    wantsStream = false;
  });
};

const serve = ({ serviceMs, words }: UpstreamOptions): void => {
  const whole = completion(words);
  const streamed = events(words);
  const server = net.createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    serveSocket(socket, (wantsStream) => {
      setTimeout(() => socket.write(wantsStream ? streamed : whole), serviceMs);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    parentPort?.postMessage(`http://127.0.0.1:${port}/v1`);
  });
};

if (!isMainThread) serve(workerData as UpstreamOptions);
