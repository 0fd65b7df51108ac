/** Bodies as they come over a socket: in few large pieces, in many small ones, with and without a length. */
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listen } from '../test-support/gateway.ts';
import type { Body } from '../transport/body.ts';
import { createBodyBudget } from './body-budget.ts';
import { readBody } from './read-body.ts';

const limits = { maxBytes: 2 ** 20, timeoutMs: 30_000 };

/** Sends the pieces, each by itself, and returns the body that was read. */
async function received(pieces: readonly Buffer[], headers: OutgoingHttpHeaders = {}): Promise<Body> {
  const { promise, resolve, reject } = Promise.withResolvers<Body>();
  // It may be refused while it is still being sent.
  promise.catch(() => {});
  const url = await listen((request, response) => {
    readBody(request, limits, createBodyBudget(limits.maxBytes).open())
      .then(resolve, reject)
      .finally(() => response.end());
  });
  const request = httpRequest(url, { method: 'POST', headers });
  request.setNoDelay(true);
  request.flushHeaders();
  request.on('error', () => {});
  for (const piece of pieces) {
    await new Promise((sent) => request.write(piece, sent));
    // So that each is read by itself.
    await new Promise((turn) => setTimeout(turn, 1));
  }
  request.end();
  return promise;
}

const bytesOf = (length: number) => Buffer.from(Array.from({ length }, (_, i) => i % 251));

describe('a body', () => {
  it.each([
    ['of many small pieces', 200, 100],
    ['of large ones', 100_000, 3],
  ])('%s is the same bytes', async (_, size, count) => {
    const bytes = bytesOf(size * count);
    const pieces = Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
    for (const headers of [{}, { 'content-length': bytes.length }])
      expect(Buffer.concat((await received(pieces, headers)).slices()).equals(bytes)).toBe(true);
  });

  it('that comes byte by byte does not become as many pieces', async () => {
    const bytes = bytesOf(400);
    const body = await received([...bytes].map((byte) => Buffer.from([byte])));
    expect(body.slices()).toHaveLength(1);
  });

  it('is held in no more memory than its bytes', async () => {
    const pieces = Array.from({ length: 8 }, (_, i) => Buffer.alloc(i % 2 === 0 ? 20_000 : 1, i));
    const slices = (await received(pieces)).slices();
    expect(Buffer.concat(slices).equals(Buffer.concat(pieces))).toBe(true);
    expect(slices.map(({ buffer }) => buffer.byteLength)).toEqual(slices.map(({ length }) => length));
  });

  it('is refused when it is too long, with and without saying so', async () => {
    const large = Buffer.alloc(limits.maxBytes + 1);
    for (const headers of [{}, { 'content-length': large.length }])
      await expect(received([large], headers)).rejects.toMatchObject({ code: 'request.body_too_large' });
  });
});
