import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestSignal } from '@recto/service-kit';
import type { Response } from 'express';
import { expect, it } from 'vitest';
import { streamTo } from './stream-to.ts';

/** What writing an answer of such chunks ends with, and what its client reads. */
async function answered(
  chunks: () => AsyncGenerator<Uint8Array>,
  read: (answer: globalThis.Response) => unknown,
) {
  const end = Promise.withResolvers<unknown>();
  const server = createServer((_req, res) => {
    streamTo(res as Response, chunks(), requestSignal(res)).then(() => end.resolve('done'), end.resolve);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const text = await fetch(`http://127.0.0.1:${port}`).then(read, () => null);
  const ended = await end.promise;
  server.closeAllConnections();
  server.close();
  return { text, ended };
}

it('writes everything', async () => {
  async function* chunks() {
    yield Buffer.from('one ');
    yield Buffer.from('two');
  }
  expect(await answered(chunks, (answer) => answer.text())).toEqual({ text: 'one two', ended: 'done' });
});

it('tells a client that has gone from a fault of ours', async () => {
  async function* endless() {
    for (;;) yield Buffer.alloc(65_536);
  }
  const { ended } = await answered(endless, (answer) => answer.body?.cancel());
  expect(ended).toMatchObject({ code: 'request.aborted' });

  async function* broken() {
    yield Buffer.from('one');
    throw new Error('broken');
  }
  const failed = await answered(broken, (answer) => answer.text().catch(() => null));
  expect(failed.ended).toMatchObject({ message: 'broken' });
});
