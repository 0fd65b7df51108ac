/** An OpenAI-compatible server that answers every crop at once with the same words: the far side of a pipeline whose own cost is measured. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface InstantEngine {
  /** Base URL including /v1. */
  readonly url: string;
  /** Crops asked so far. */
  readonly calls: () => number;
  close(): Promise<void>;
}

const model = 'PaddleOCR-VL-1.6-0.9B';

const completion = JSON.stringify({
  id: 'chatcmpl-instant',
  object: 'chat.completion',
  created: 0,
  model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Read at once.' },
      finish_reason: 'stop',
      logprobs: null,
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
const models = JSON.stringify({
  object: 'list',
  data: [{ id: model, object: 'model', created: 0, owned_by: 'bench' }],
});

/** @param seen is given the body of each question */
export const startInstantEngine = async (seen?: (body: Buffer) => void): Promise<InstantEngine> => {
  let calls = 0;
  const server = createServer((request, response) => {
    const isQuestion = request.url?.endsWith('/chat/completions') === true;
    if (isQuestion) calls += 1;
    const pieces: Buffer[] = [];
    if (seen && isQuestion) request.on('data', (piece: Buffer) => pieces.push(piece));
    request.resume().once('end', () => {
      if (seen && isQuestion) seen(Buffer.concat(pieces));
      response.setHeader('content-type', 'application/json').end(isQuestion ? completion : models);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    calls: () => calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
