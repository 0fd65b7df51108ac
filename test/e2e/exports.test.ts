/** Files of `outputFormats` over both tiers; the searchable PDF as poppler reads it, where poppler is installed. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LayoutParsingResult } from '@recto/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../bench/stack.ts';
import { base64, parseJson } from '../support/parse.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-e2e-exports-'));
const samplePath = (name: string) => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
}, 120_000);

afterAll(async () => {
  await stack?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function exportsOf(name: string, fields: Record<string, unknown>) {
  const answer = await parseJson(stack.pipeline.url, {
    file: base64(readFileSync(samplePath(name))),
    visualize: false,
    exportScope: 'document',
    ...fields,
  });
  const { exports } = answer.body.result as unknown as LayoutParsingResult;
  return (format: 'pdf' | 'html') => Buffer.from(exports?.[format]?.content ?? '', 'base64');
}

interface SeenWord {
  readonly text: string;
  readonly box: readonly number[];
}

async function wordsOf(path: string): Promise<SeenWord[]> {
  const { stdout } = await promisify(execFile)('pdftotext', ['-bbox', path, '-']);
  const word = /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</g;
  return [...stdout.matchAll(word)].map(([, x0, y0, x1, y1, text = '']) => ({
    text,
    box: [x0, y0, x1, y1].map(Number),
  }));
}

/** Points. Fonts say differently how high their letters are: the middle counts. */
const middle = ({ box: [x0 = 0, y0 = 0, x1 = 0, y1 = 0] }: SeenWord) =>
  [(x0 + x1) / 2, (y0 + y1) / 2] as const;
const isAt = (a: SeenWord, b: SeenWord) =>
  a.text === b.text && Math.hypot(middle(a)[0] - middle(b)[0], middle(a)[1] - middle(b)[1]) < 5;

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;
const reason = hasPoppler ? '' : ' (skipped: pdftotext is not installed)';

describe('outputFormats', () => {
  it.skipIf(!hasPoppler)(`put the words of a PDF where its own are${reason}`, async () => {
    const file = await exportsOf('invoice.pdf', { outputFormats: ['pdf', 'html'], pdfTextLayer: 'auto' });
    const path = join(directory, 'invoice.pdf');
    writeFileSync(path, file('pdf'));
    const [printed, found] = [await wordsOf(samplePath('invoice.pdf')), await wordsOf(path)];
    expect(printed.length).toBeGreaterThan(100);
    const inPlace = printed.filter((word) => found.some((each) => isAt(each, word)));
    expect(inPlace.length / printed.length).toBeGreaterThan(0.95);
    expect(file('html').toString()).toContain('Linden &amp; Rook');
  });

  it.skipIf(!hasPoppler)(`make a scan searchable, Chinese too${reason}`, async () => {
    const path = join(directory, 'chinese.pdf');
    writeFileSync(path, (await exportsOf('chinese.png', { outputFormats: ['pdf'] }))('pdf'));
    const found = await wordsOf(path);
    const title = found.find(({ text }) => text.includes('图书馆'));
    expect(title).toBeDefined();
    // The headline stands in the upper fifth of the page.
    expect(title?.box[1]).toBeLessThan(842 / 5);
  });
});
