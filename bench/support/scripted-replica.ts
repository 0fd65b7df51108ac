/** An OpenAI-compatible server with so many slots and a service time, which can be made to fail in the ways that servers do. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `stalled` takes calls and says nothing, not even to probes; `failing` answers 500 to calls, while its probes look well. */
export type ReplicaMood = 'well' | 'stalled' | 'failing';

export interface ScriptedReplica {
  /** Base URL including /v1. */
  readonly url: string;
  mood: ReplicaMood;
  /** Calls that were answered with 200. */
  readonly served: () => number;
  /** Calls that came in, in whatever mood. */
  readonly asked: () => number;
  /** Most calls at once since the beginning. */
  readonly mostAtOnce: () => number;
  /** As SIGKILL does: connections reset, port closed. */
  kill(): Promise<void>;
  /** On the same port again. */
  revive(): Promise<void>;
}

const completion = JSON.stringify({
  id: 'chatcmpl-scripted',
  object: 'chat.completion',
  created: 0,
  model: 'scripted',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'Read.' }, finish_reason: 'stop', logprobs: null },
  ],
});
const events = [
  '{"choices":[{"index":0,"delta":{"role":"assistant","content":"Read."},"finish_reason":null}]}',
  '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
  '[DONE]',
]
  .map((data) => `data: ${data}\n\n`)
  .join('');

/** Calls `answer` when the answer to one call is there. Returns what calls it off. */
export type Service = (answer: () => void) => () => void;

/** @param serviceMs drawn for each call */
export const startScriptedReplica = (serviceMs: () => number): Promise<ScriptedReplica> =>
  startReplica((answer) => {
    const timer = setTimeout(answer, serviceMs());
    return () => clearTimeout(timer);
  });

export const startReplica = async (service: Service): Promise<ScriptedReplica> => {
  let mood: ReplicaMood = 'well';
  const counts = { served: 0, asked: 0, running: 0, most: 0 };

  const answerCall = (response: ServerResponse, wantsStream: boolean) => {
    counts.asked += 1;
    if (mood === 'failing') {
      response.writeHead(500).end('{"error":{"message":"dead","type":"InternalServerError","code":500}}');
      return;
    }
    if (mood === 'stalled') return;
    counts.running += 1;
    counts.most = Math.max(counts.most, counts.running);
    const callOff = service(() => {
      counts.served += 1;
      response.setHeader('content-type', wantsStream ? 'text/event-stream' : 'application/json');
      response.end(wantsStream ? events : completion);
    });
    response.once('close', () => {
      callOff();
      counts.running -= 1;
    });
  };

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    let end = '';
    request.on('data', (piece: Buffer) => {
      end = piece.toString('latin1', Math.max(0, piece.length - 200));
      if (piece.includes('"stream":true')) end = '"stream":true';
    });
    request.once('end', () => {
      if (request.method === 'POST') answerCall(response, end.includes('"stream":true'));
      else if (mood !== 'stalled') response.setHeader('content-type', 'application/json').end('{"data":[]}');
    });
  };

  let server: Server;
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server = createServer(handle);
      server.keepAliveTimeout = 60_000;
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  await listen(0);
  const { port } = server!.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    get mood() {
      return mood;
    },
    set mood(value) {
      mood = value;
    },
    served: () => counts.served,
    asked: () => counts.asked,
    mostAtOnce: () => counts.most,
    kill: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    revive: () => listen(port),
  };
};
