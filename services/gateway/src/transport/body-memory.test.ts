import { describe, expect, it } from 'vitest';
import { bodyOf, hold } from './body-memory.ts';

describe('memory of bodies', () => {
  it('is there until the last holder lets go', () => {
    const body = bodyOf(8).fill('x');
    const releaseCaller = hold([body]);
    const releaseSocket = hold([Buffer.from('{'), body.subarray(1, 4), body.subarray(5)]);
    releaseCaller();
    releaseCaller();
    expect(body.toString()).toBe('xxxxxxxx');
    releaseSocket();
    expect(body.byteLength).toBe(0);
  });

  it('of others is left alone, also where it is shared', () => {
    const [pooled, neighbour] = [Buffer.from('a'), Buffer.from('b')];
    hold([pooled])();
    expect([pooled.toString(), neighbour.toString()]).toEqual(['a', 'b']);
  });
});
