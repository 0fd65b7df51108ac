/**
 * HTTP requests on raw sockets, for loads that must cost next to nothing: what generates a load on two cores takes its time from
 * what is measured. Knows only what servers of chat completions send: a status, a Content-Length and a body.
 */
import net, { type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NextBody } from './chat-load.ts';

export interface Target {
  /** Base URL including /v1; plain HTTP. */
  readonly url: string;
  readonly body: NextBody;
}

interface Connection {
  /** Sends one call. Resolves with its last byte; rejects where the answer is not a 200. */
  call(): Promise<void>;
  close(): void;
}

const headEnd = '\r\n\r\n';
/** Longer heads are none of the servers that are measured here. */
const longestHead = 16_384;

const open = async ({ url, body }: Target): Promise<Connection> => {
  const { hostname, port, host, pathname } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const requestLine = `POST ${pathname}/chat/completions HTTP/1.1\r\nhost: ${host}\r\n`;
  const answer = answersOf(socket);
  return {
    call: () => {
      const pieces = body();
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      const ended = answer();
      socket.cork();
      socket.write(
        `${requestLine}content-type: application/json\r\ncontent-length: ${length}${headEnd}`,
        'latin1',
      );
      for (const piece of pieces) socket.write(piece);
      socket.uncork();
      return ended;
    },
    close: () => socket.destroy(),
  };
};

/** The answers of one connection, one after the other. */
const answersOf = (socket: Socket): (() => Promise<void>) => {
  let text = '';
  /** Bytes of the body that have not come yet; null before the end of the head. */
  let left: number | null = null;
  let waiting: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const fail = (error: Error) => {
    socket.destroy();
    waiting?.reject(error);
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (piece: Buffer) => {
    if (left === null) {
      text += piece.toString('latin1');
      const end = text.indexOf(headEnd);
      if (end === -1 && text.length < longestHead) return;
      const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text)?.[1];
      if (!text.startsWith('HTTP/1.1 200 ') || length === undefined) return fail(new Error(text));
      left = Number(length) - (text.length - end - headEnd.length);
      text = '';
    } else left -= piece.length;
    if (left > 0) return;
    left = null;
    waiting?.resolve();
  });
  return () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
};

export interface LoadResult {
  readonly perSecond: number;
  /** ms, one a call. */
  readonly latencies: readonly number[];
}

/** `lanes` connections that each ask again when answered, for so long or until `calls` were answered. */
export const asFastAsAnswered = async (
  target: Target,
  { lanes, ms, calls = Number.POSITIVE_INFINITY }: { lanes: number; ms: number; calls?: number },
): Promise<LoadResult> => {
  const connections = await Promise.all(Array.from({ length: lanes }, () => open(target)));
  const latencies: number[] = [];
  const began = performance.now();
  const lane = async (connection: Connection) => {
    while (performance.now() - began < ms && latencies.length < calls) {
      const started = performance.now();
      await connection.call();
      latencies.push(performance.now() - started);
    }
    connection.close();
  };
  await Promise.all(connections.map(lane));
  return { perSecond: (latencies.length * 1000) / (performance.now() - began), latencies };
};

/**
 * So many calls a second, evenly, whatever becomes of them. A call's time counts from when it was due, not from when it could be
 * sent, so a server that stalls pays for every call that was held up behind it (coordinated omission).
 */
export const atFixedRate = async (
  target: Target,
  { perSecond, ms }: { perSecond: number; ms: number },
): Promise<LoadResult> => {
  const idle: Connection[] = [];
  const latencies: number[] = [];
  const running: Promise<void>[] = [];
  const began = performance.now();
  const one = async (due: number) => {
    const connection = idle.pop() ?? (await open(target));
    await connection.call();
    latencies.push(performance.now() - began - due);
    idle.push(connection);
  };
  const total = (ms * perSecond) / 1000;
  for (let started = 0; started < total; await sleep(1)) {
    const elapsed = performance.now() - began;
    for (; started < total && (started * 1000) / perSecond <= elapsed; started += 1)
      running.push(one((started * 1000) / perSecond));
  }
  await Promise.all(running);
  for (const connection of idle) connection.close();
  return { perSecond: (latencies.length * 1000) / (performance.now() - began), latencies };
};
