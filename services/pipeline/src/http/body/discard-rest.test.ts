import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { discardRest } from './incoming-body.ts';

const lingerMs = 20;
let server: Server;
let socket: Socket;
afterEach(() => {
  socket.destroy();
  server.close();
});

/** A server that answers without reading, and a connection to it. */
async function refusing(): Promise<{ answers: () => number }> {
  server = createServer((req, res) => {
    discardRest(req, res, lingerMs);
    res.writeHead(415).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.on('data', (piece) => {
    text += piece;
  });
  socket.on('error', () => {});
  return { answers: () => text.split('HTTP/1.1 415').length - 1 };
}

const head = (length: number) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
const until = async (condition: () => boolean) => {
  while (!condition()) await sleep(5);
};

it('leaves a connection whose body came whole to its next request', async () => {
  const { answers } = await refusing();
  socket.write(`${head(6)}frames`);
  await until(() => answers() === 1);
  // This timer is set after the server's own, and is longer: whatever that one does is done.
  await sleep(3 * lingerMs);
  expect(socket.readyState).toBe('open');
  socket.write(`${head(6)}frames`);
  await until(() => answers() === 2);
});

it('closes one whose client goes on sending', async () => {
  const { answers } = await refusing();
  socket.write(`${head(1_000_000)}frames`);
  await until(() => answers() === 1);
  await until(() => socket.closed || socket.destroyed || socket.readyState !== 'open');
});
