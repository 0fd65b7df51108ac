/** A local HTTP server that a test scripts: each request is answered by the next of its answers, the last one again and again. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FileServer {
  readonly url: string;
  /** The headers of every request so far. */
  readonly requests: IncomingMessage['headers'][];
  close(): void;
}

export async function serveFile(...answers: [Answer, ...Answer[]]): Promise<FileServer> {
  const requests: IncomingMessage['headers'][] = [];
  const server: Server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)] as Answer;
    requests.push(request.headers);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.onnx`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const startOfRange = (request: IncomingMessage): number =>
  Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);

/** As a good server does: ranges, and all of it when `If-Range` names another version. */
export const whole =
  (content: Buffer, etag = '"v1"'): Answer =>
  (request, response) => {
    const wanted = startOfRange(request);
    const start = (request.headers['if-range'] ?? etag) === etag ? wanted : 0;
    response.setHeader('etag', etag);
    if (start >= content.length) return void response.writeHead(416).end();
    if (start > 0) {
      response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
    }
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start });
    response.end(content.subarray(start));
  };

/** Announces everything and hangs up after `bytes` of it. */
export const breakingOff =
  (content: Buffer, bytes: number, etag = '"v1"'): Answer =>
  (request, response) => {
    const start = startOfRange(request);
    const partial = start > 0 && {
      'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
    };
    response.writeHead(start > 0 ? 206 : 200, { etag, 'content-length': content.length - start, ...partial });
    response.write(content.subarray(start, start + bytes), () => response.destroy());
  };

/** Sends `bytes` and then nothing, with the connection open. */
export const stalling =
  (content: Buffer, bytes: number): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, bytes));
  };

/** The same bytes to every request, whatever range it asks for. */
export const plain =
  (content: Buffer, headers: Record<string, string | number> = {}, status = 200): Answer =>
  (_request, response) => {
    response.writeHead(status, headers).end(content);
  };

export const redirecting =
  (location: string, status = 302): Answer =>
  (_request, response) => {
    response.writeHead(status, { location }).end();
  };
