import type { Box } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupRegions } from './grouping.ts';

const item = (label: string, ...box: [number, number, number, number]) => ({ label, box: box as Box });
const unmergeable = ({ label }: { label: string }) => label === 'image' || label === 'table';
const members = (items: ReturnType<typeof item>[]) => groupRegions(items, unmergeable).map((g) => g.members);

const [picture, table] = ['image', 'table'];
type Corners = [number, number, number, number];

/** How a second text follows a first one, among obstacles; null where it does not. */
const joined = (p: Corners, b: Corners, ...obstacles: Corners[]) =>
  groupRegions(
    [item('text', ...p), item('text', ...b), ...obstacles.map((box) => item(picture, ...box))],
    unmergeable,
  )[0]?.alignments[0] ?? null;

describe('the next column (pipeline.md 3.4)', () => {
  const left: Corners = [0, 500, 400, 600];

  it.each<[string, Corners, Corners, 'center' | null]>([
    ['begins right of the first', left, [420, 100, 820, 200], 'center'],
    ['touches it', left, [400, 100, 800, 200], null],
    ['lies left of it', [420, 500, 820, 600], [0, 100, 400, 200], null],
    ['begins just above its end', left, [420, 599, 820, 700], 'center'],
    ['begins at its end', left, [420, 600, 820, 700], null],
    ['stands three tenths of the width away', left, [520, 100, 920, 200], null],
    ['stands a little nearer', left, [519, 100, 919, 200], 'center'],
    ['is narrow: the wider one counts', left, [519, 100, 619, 200], 'center'],
  ])('%s: %j, %j -> %s', (_, p, b, alignment) => {
    expect(joined(p, b)).toBe(alignment);
  });

  it('is text that follows text', () => {
    const column = [420, 100, 820, 200] as const;
    expect(members([item('paragraph_title', ...left), item('text', ...column)])).toEqual([[0], [1]]);
    expect(members([item('text', ...left), item('paragraph_title', ...column)])).toEqual([[0], [1]]);
    expect(members([item('ocr', ...left), item('ocr', ...column)])).toEqual([[0], [1]]);
  });

  it('follows what comes before it among texts, whatever stands alone between them', () => {
    const items = [item('text', ...left), item(table, 0, 620, 400, 700), item('text', 420, 100, 820, 200)];
    expect(members(items)).toEqual([[0, 2], [1]]);
    expect(members([items[0], item('footnote', 0, 900, 90, 930), items[2]] as typeof items)).toEqual([
      [0],
      [1],
      [2],
    ]);
  });

  it('may have a next column itself', () => {
    const third = item('text', 840, 100, 1240, 200);
    expect(
      groupRegions([item('text', ...left), item('text', 420, 100, 820, 200), third], unmergeable),
    ).toEqual([{ members: [0, 1, 2], alignments: ['center', 'center'], stacked: true }]);
  });
});

describe('text around a picture (pipeline.md 3.4)', () => {
  const beside: Corners = [0, 100, 290, 200];
  const below: Corners = [0, 205, 600, 300];
  const at: Corners = [300, 100, 600, 200];

  it.each<[string, Corners, Corners, Corners, 'left' | 'right' | null]>([
    ['left edges meet', beside, below, at, 'left'],
    ['right edges meet', [310, 100, 600, 200], below, [0, 100, 300, 200], 'right'],
    ['left edges are 5 px apart', beside, [5, 205, 600, 300], at, 'left'],
    ['left edges are 6 px apart', beside, [6, 205, 600, 300], at, null],
    ['right edges are 5 px apart', [310, 100, 595, 200], below, [0, 100, 300, 200], 'right'],
    ['right edges are 6 px apart', [310, 100, 594, 200], below, [0, 100, 300, 200], null],
    ['both edges meet', beside, [0, 205, 290, 300], [100, 100, 200, 200], null],
    ['edges that touch share no columns', [0, 100, 4, 200], [4, 205, 300, 300], [10, 100, 99, 200], null],
    ['just under half the taller one below', beside, [0, 249, 600, 269], at, 'left'],
    ['half the taller one below', beside, [0, 250, 600, 270], at, null],
    ['just under half the taller one up', beside, [0, 151, 600, 171], at, 'left'],
    ['half the taller one up', beside, [0, 150, 600, 170], at, null],
    ['the picture only touches the two', beside, below, [600, 100, 700, 300], null],
    ['the picture is elsewhere', beside, below, [0, 700, 600, 900], null],
  ])('%s: %j, %j, picture %j -> %s', (_, p, b, obstacle, alignment) => {
    expect(joined(p, b, obstacle)).toBe(alignment);
  });

  it('needs one that stands alone: text is no obstacle', () => {
    const items = [item('text', ...beside), item('text', ...below), item('paragraph_title', ...at)];
    expect(members(items)).toEqual([[0], [1], [2]]);
  });
});

describe('tall groups (pipeline.md 3.4)', () => {
  const stacked = (...boxes: Corners[]) =>
    groupRegions(
      boxes.map((box) => item('text', ...box)),
      unmergeable,
    ).map((group) => [group.members.length, group.stacked]);

  it('are three times as high together as the widest is wide', () => {
    expect(stacked([0, 0, 100, 149], [110, 0, 210, 150])).toEqual([[2, true]]);
    expect(stacked([0, 0, 100, 150], [110, 0, 210, 150])).toEqual([[2, false]]);
    expect(stacked([0, 0, 100, 100], [110, 0, 170, 100])).toEqual([[2, true]]);
  });

  it('may have one member', () => {
    expect(stacked([0, 0, 10, 29])).toEqual([[1, true]]);
    expect(stacked([0, 0, 10, 30])).toEqual([[1, false]]);
  });
});

describe('groupRegions', () => {
  it('reads a tall group piece by piece', () => {
    const tall = [item('text', 0, 0, 100, 290), item('text', 110, 0, 210, 290)];
    expect(groupRegions(tall, unmergeable)).toEqual([
      { members: [0, 1], alignments: ['center'], stacked: false },
    ]);
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
