import type { Box } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupRegions } from './grouping.ts';

const item = (label: string, ...box: [number, number, number, number]) => ({ label, box: box as Box });
const unmergeable = ({ label }: { label: string }) => label === 'image' || label === 'table';
const members = (items: ReturnType<typeof item>[]) => groupRegions(items, unmergeable).map((g) => g.members);

describe('groupRegions', () => {
  it('joins text that goes on at the top of the next column', () => {
    const items = [item('text', 0, 500, 400, 600), item('text', 420, 100, 820, 200)];
    expect(groupRegions(items, unmergeable)).toEqual([
      { members: [0, 1], alignments: ['center'], stacked: true },
    ]);
    expect(members([item('text', 0, 500, 400, 600), item('text', 600, 100, 1000, 200)])).toEqual([[0], [1]]);
    expect(members([item('text', 0, 500, 400, 600), item('paragraph_title', 420, 100, 820, 200)])).toEqual([
      [0],
      [1],
    ]);
  });

  it('joins text that flows around a picture, on the side where the edges meet', () => {
    const picture = item('image', 300, 100, 600, 200);
    const beside = item('text', 0, 100, 290, 200);
    const below = item('text', 0, 205, 600, 300);
    expect(groupRegions([beside, below, picture], unmergeable)[0]).toMatchObject({
      members: [0, 1],
      alignments: ['left'],
    });
    expect(members([beside, below])).toEqual([[0], [1]]);
  });

  it('reads a tall group piece by piece', () => {
    const tall = [item('text', 0, 0, 100, 290), item('text', 110, 0, 210, 290)];
    expect(groupRegions(tall, unmergeable)).toEqual([
      { members: [0, 1], alignments: ['center'], stacked: false },
    ]);
  });

  it('puts what stands alone inside a group after it', () => {
    const items = [
      item('text', 0, 500, 400, 600),
      item('table', 0, 620, 400, 700),
      item('text', 420, 100, 820, 200),
    ];
    expect(members(items)).toEqual([[0, 2], [1]]);
  });

  it('keeps the order of what is not grouped', () => {
    expect(
      members([item('image', 0, 0, 9, 9), item('text', 0, 100, 90, 130), item('table', 0, 300, 9, 9)]),
    ).toEqual([[0], [1], [2]]);
  });

  it('emits every region exactly once', () => {
    const any = fc
      .tuple(
        fc.constantFrom('text', 'image', 'table', 'paragraph_title'),
        fc.nat(900),
        fc.nat(900),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 400 }),
      )
      .map(([label, x, y, w, h]) => item(label, x, y, x + w, y + h));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 25 }), (items) => {
        const all = members(items).flat();
        expect([...all].sort((a, b) => a - b)).toEqual(items.map((_, i) => i));
      }),
    );
  });
});
