import { describe, expect, it } from 'vitest';
import { limitsCases } from './limits.fixture.ts';
import { createSharedCounts } from './shared-counts.ts';

describe('in the memory of one process', () => {
  limitsCases(() => null);
});

describe('a store that is away', () => {
  it.each(['redis://127.0.0.1:1', 'postgres://127.0.0.1:1/none'])(
    '%s fails nobody: the process counts for itself',
    async (url) => {
      const away: Error[] = [];
      const counts = createSharedCounts({ url, namespace: 'test', onError: (error) => away.push(error) });
      expect((await counts.add('key', 2, 60)).points).toBe(2);
      expect((await counts.add('key', 2, 60)).points).toBe(4);
      expect((await counts.read('key')).points).toBe(4);
      await counts.set('key', 9, 60);
      expect((await counts.read('key')).points).toBe(9);
      await counts.remove('key');
      expect((await counts.read('key')).points).toBe(0);
      expect(away.length).toBeGreaterThan(0);
      await counts.close();
    },
  );
});
