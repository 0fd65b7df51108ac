/** A server of some kind in a scripted condition: it answers as its manners say, and fails as it is told. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Condition, Manners, Reply } from './manners.ts';

/** What becomes of a call to a server that is ready. A Reply is given in place of an answer. */
export type Fault =
  | 'none'
  | 'no headers'
  | 'stalls in the stream'
  | 'ends in half a frame'
  | 'is reset in the stream'
  | 'says an error in the stream'
  | 'loops for ever'
  | 'sends HTML'
  | 'sends no JSON'
  | 'sends bytes'
  | 'sends less than it says'
  | Reply;

export interface SeenCall {
  readonly path: string;
  readonly request: IncomingMessage;
  readonly body: Readonly<Record<string, unknown>>;
  /** Its connection was closed before the answer was whole. */
  abandoned: boolean;
}

export interface ScriptedServer {
  /** Its root, without a path. */
  readonly root: string;
  fault: Fault;
  /** A key that calls must carry, '' = none. */
  key: string;
  /** What other clients have running there. */
  foreign: number;
  readonly calls: readonly SeenCall[];
  become(condition: Condition): Promise<void>;
  close(): Promise<void>;
}

const words = ['Read', ' ', 'well', '.'];
export const answerText = words.join('');
/** Nobody reads to its end; some 40 tokens a line. */
const loopLine = '<fcel>0<fcel>0<fcel>0<fcel>0<nl>';

export async function startScriptedServer(manners: Manners, name: string): Promise<ScriptedServer> {
  const calls: SeenCall[] = [];
  const state = { fault: 'none' as Fault, key: '', foreign: 0, condition: 'ready' as Condition };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method !== 'POST') return send(response, answerOf(path));
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const seen: SeenCall = {
      path,
      request,
      body: JSON.parse(Buffer.concat(pieces).toString()),
      abandoned: false,
    };
    response.once('close', () => {
      seen.abandoned = !response.writableFinished;
    });
    calls.push(seen);
    const refusal = state.condition === 'ready' ? null : manners.whileNot(state.condition);
    if (refusal) return send(response, refusal);
    // mlx-vlm: the first call loads the model.
    state.condition = 'ready';
    if (state.key !== '' && !manners.isKeyed(request, state.key))
      return send(response, manners.refusals.badKey);
    if (typeof state.fault === 'object') return send(response, state.fault);
    fail(state.fault, seen.body.stream === true, response);
  }

  function answerOf(path: string): Reply {
    if (path === '/health') return manners.health(state.condition) ?? { status: 500 };
    if (path.endsWith('/models'))
      return (state.condition !== 'ready' && manners.whileNot(state.condition)) || manners.models(name);
    return (
      (path === '/metrics' && manners.metrics(state.foreign)) || {
        status: 404,
        body: '{"detail":"Not Found"}',
      }
    );
  }

  const chunk = (delta: object, finish: string | null) =>
    frame({
      id: 'c',
      object: 'chat.completion.chunk',
      created: 1,
      model: name,
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  const usage = { prompt_tokens: 5, completion_tokens: words.length, total_tokens: 5 + words.length };
  const beginning = () => chunk({ role: 'assistant', content: words[0] }, null);
  const rest = () =>
    [...words.slice(1).map((content) => chunk({ content }, null)), chunk({}, 'stop')].join('');
  const usageFrame = () =>
    frame({ id: 'c', object: 'chat.completion.chunk', created: 1, model: name, choices: [], usage });

  const wholeAnswer = () => ({
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: name,
    choices: [{ index: 0, message: { role: 'assistant', content: answerText }, finish_reason: 'stop' }],
    usage,
  });

  /** What takes the place of an answer, before a word of it. */
  function nonsense(fault: Fault, isStream: boolean): Reply | null {
    const type = isStream ? 'text/event-stream' : 'application/json';
    switch (fault) {
      case 'sends HTML':
        return {
          status: 200,
          headers: { 'content-type': 'text/html' },
          body: '<html><title>Maintenance</title></html>',
        };
      case 'sends no JSON':
        return {
          status: 200,
          headers: { 'content-type': type },
          body: isStream ? 'data: {"choices":[{"del\n\n' : '{"choi',
        };
      case 'sends bytes':
        return {
          status: 200,
          headers: { 'content-type': 'application/octet-stream' },
          body: Buffer.from([0, 255, 254, 0, 128]),
        };
      default:
        return null;
    }
  }

  function fail(fault: Exclude<Fault, Reply>, isStream: boolean, response: ServerResponse): void {
    if (fault === 'no headers') return;
    const reply = nonsense(fault, isStream) ?? (isStream ? null : { status: 200, body: wholeAnswer() });
    if (reply) {
      send(response, reply);
      return;
    }
    const length = fault === 'sends less than it says' ? { 'content-length': '100000' } : {};
    response.writeHead(200, { 'content-type': 'text/event-stream', ...length });
    if (fault === 'loops for ever') {
      void loop(response);
      return;
    }
    response.write(beginning());
    if (fault === 'none') response.end(`${rest()}${usageFrame()}data: [DONE]\n\n`);
    if (fault === 'ends in half a frame') response.end(chunk({ content: 'never whole' }, null).slice(0, 40));
    if (fault === 'says an error in the stream') response.end(`data: ${manners.streamError}\n\n`);
    // After what was written has left.
    if (fault === 'is reset in the stream' || fault === 'sends less than it says')
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
  }

  async function loop(response: ServerResponse): Promise<void> {
    for (let i = 0; i < 16_000 && response.writable; i++) {
      const hasRoom = response.write(chunk({ content: loopLine }, null));
      await new Promise((resolve) =>
        hasRoom ? setImmediate(resolve) : response.once('drain', resolve).once('close', resolve),
      );
    }
    response.end('data: [DONE]\n\n');
  }

  let server: Server | null = null;
  /** Resolves with the port. */
  const listen = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      const opened = createServer(
        (request, response) => void handle(request, response).catch(() => response.destroy()),
      );
      opened
        .once('error', reject)
        .listen(wanted, '127.0.0.1', () => resolve((opened.address() as AddressInfo).port));
      server = opened;
    });
  const shut = () =>
    new Promise<void>((resolve) => {
      if (!server) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
      server = null;
    });
  const port = await listen(0);
  return Object.assign(state, {
    root: `http://127.0.0.1:${port}`,
    calls,
    become: async (condition: Condition) => {
      state.condition = condition;
      const isOpen = manners.health(condition) !== null;
      if (!isOpen) await shut();
      else if (!server) await listen(port);
    },
    close: shut,
  });
}

const frame = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;

function send(response: ServerResponse, { status, headers = {}, body = '' }: Reply): void {
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  response.writeHead(status, { ...(isJson && { 'content-type': 'application/json' }), ...headers });
  response.end(isJson ? JSON.stringify(body) : body);
}
