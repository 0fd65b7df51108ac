import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { createRunningHeads } from './running-heads.ts';

const height = 1000;
const head = (text: string, y = 40) => ({ text, box: [100, y, 500, y + 10] as Box });
const texts = (found: ReadonlySet<{ text: string }>) => [...found].map(({ text }) => text);

describe('running heads', () => {
  it('are words that pages nearby have at the same height, whatever their numbers', () => {
    const heads = createRunningHeads();
    expect(texts(heads.observe(0, height, [head('Annual Report 1'), head('A title', 90)]))).toEqual([]);
    expect(texts(heads.observe(1, height, [head('ANNUAL  REPORT 2'), head('Another', 90)]))).toEqual([
      'ANNUAL  REPORT 2',
    ]);
  });

  it('may skip a page, may come out of order, and do not reach far', () => {
    const heads = createRunningHeads();
    heads.observe(10, height, [head('Chapter IV')]);
    expect(heads.observe(8, height, [head('Chapter IV')]).size).toBe(1);
    expect(heads.observe(30, height, [head('Chapter IV')]).size).toBe(0);
  });

  it('stand at the same height and are more than a number', () => {
    const heads = createRunningHeads();
    heads.observe(0, height, [head('Same words', 40), head('7', 80)]);
    expect(heads.observe(1, height, [head('Same words', 90), head('8', 80)]).size).toBe(0);
  });

  it('does not take a page for its own neighbour', () => {
    const heads = createRunningHeads();
    heads.observe(3, height, [head('Once')]);
    expect(heads.observe(3, height, [head('Once')]).size).toBe(0);
  });

  it('can be learnt from pages that were observed elsewhere', () => {
    const [there, here] = [createRunningHeads(), createRunningHeads()];
    there.observe(3, height, [head('Chapter IV, page 3')]);
    expect(there.of(4)).toBeNull();
    here.remember(3, there.of(3) ?? []);
    expect(here.observe(4, height, [head('Chapter IV, page 4')]).size).toBe(1);
  });

  it('are remembered of so many pages, the latest', () => {
    const heads = createRunningHeads(2);
    for (const page of [0, 1, 0, 2]) heads.observe(page, height, [head('Chapter')]);
    expect([0, 1, 2].map((page) => heads.of(page) !== null)).toEqual([true, false, true]);
  });
});
