import { describe, expect, it } from 'vitest';
import { createRasterBuffers } from './raster-buffers.ts';

const mebibyte = 1024 * 1024;

describe('raster buffers', () => {
  it('hands memory out again once it was given back', () => {
    const buffers = createRasterBuffers();
    const first = buffers.take(6_000_000);
    const second = buffers.take(6_000_000);
    expect(second.buffer).not.toBe(first.buffer);
    buffers.give(first);
    const third = buffers.take(5_900_000);
    expect(third.buffer).toBe(first.buffer);
    expect(third.length).toBe(5_900_000);
  });

  it('takes each buffer back once, and none that it did not lend', () => {
    const buffers = createRasterBuffers();
    const mine = buffers.take(mebibyte);
    const foreign = new Uint8Array(new SharedArrayBuffer(mebibyte));
    buffers.give(foreign);
    buffers.give(mine);
    buffers.give(mine);
    expect(buffers.take(mebibyte).buffer).toBe(mine.buffer);
    const next = buffers.take(mebibyte).buffer;
    expect(next === mine.buffer || next === foreign.buffer).toBe(false);
  });

  it('does not spend a poster on a thumbnail', () => {
    const buffers = createRasterBuffers();
    const poster = buffers.take(50 * mebibyte);
    buffers.give(poster);
    expect(buffers.take(mebibyte).buffer).not.toBe(poster.buffer);
    expect(buffers.take(40 * mebibyte).buffer).toBe(poster.buffer);
  });

  it('keeps no more than its allowance', () => {
    const buffers = createRasterBuffers();
    const lent = [1, 2, 3].map(() => buffers.take(100 * mebibyte));
    for (const data of lent) buffers.give(data);
    expect(buffers.idleBytes).toBe(200 * mebibyte);
    const again = [1, 2, 3].map(() => buffers.take(100 * mebibyte).buffer);
    expect(again.filter((buffer) => lent.some((data) => data.buffer === buffer))).toHaveLength(2);
    expect(buffers.idleBytes).toBe(0);
  });

  it('counts of what it keeps what pages have filled, not the rest of a buffer', () => {
    const buffers = createRasterBuffers();
    const large = buffers.take(2 * mebibyte + 5);
    buffers.give(large);
    expect(buffers.idleBytes).toBe(2 * mebibyte + 5);
    const small = buffers.take(1.5 * mebibyte);
    expect(small.buffer).toBe(large.buffer);
    expect(buffers.idleBytes).toBe(0);
    buffers.give(small);
    expect(buffers.idleBytes).toBe(2 * mebibyte + 5);
  });
});
