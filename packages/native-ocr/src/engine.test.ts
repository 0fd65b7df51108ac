import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNativeEngine, type NativeEngine } from './engine.ts';
import { drawPicture } from './test-pictures.ts';

const never = new AbortController().signal;
const paragraph = 'The quick brown fox jumps\nover the lazy dog and runs\ninto the evergreen forest.';
const english = () => drawPicture({ width: 620, height: 160, texts: [{ text: paragraph, x: 20, y: 10 }] });

describe('the native engine', () => {
  let engine: NativeEngine;
  const read = async (image: Uint8Array, prompt = 'OCR:') => engine.read({ image, prompt, signal: never });

  beforeAll(async () => {
    engine = createNativeEngine({ workers: 1 });
    await engine.ready();
  });
  afterAll(() => engine.close());

  it('reads a paragraph line by line', async () => {
    const reading = await read(await english());
    expect(reading.text).toBe(paragraph);
    expect(reading.confidence).toBeGreaterThan(0.8);
    expect(reading.marked).toBeUndefined();
  });

  it('reads white on black', async () => {
    const image = await drawPicture({
      width: 620,
      height: 160,
      texts: [{ text: paragraph, x: 20, y: 10 }],
      inverted: true,
    });
    expect((await read(image)).text).toBe(paragraph);
  });

  it('reads small print, which it enlarges', async () => {
    const image = await drawPicture({
      width: 300,
      height: 80,
      texts: [{ text: paragraph, x: 10, y: 10 }],
      dpi: 66,
    });
    expect((await read(image)).text).toBe(paragraph);
  });

  it('finds out by itself that a crop is Chinese', async () => {
    const text = '文档解析服务器可以识别中文';
    const image = await drawPicture({ width: 620, height: 80, texts: [{ text, x: 20, y: 10, font: 'han' }] });
    expect((await read(image)).text).toBe(text);
  });

  it('answers a table with OTSL', async () => {
    const rows = [
      ['Name', 'Count', 'Price'],
      ['Apples', '12', '3.50'],
      ['Pears', '7', '4.25'],
    ];
    const image = await drawPicture({
      width: 640,
      height: 200,
      texts: rows.flatMap((row, i) => row.map((text, j) => ({ text, x: 30 + j * 200, y: 20 + i * 60 }))),
      bars: [
        ...[5, 65, 125, 185].map((y) => [10, y, 601, 2] as const),
        ...[10, 210, 410, 610].map((x) => [x, 5, 2, 182] as const),
      ],
    });
    const reading = await read(image, 'Table Recognition:');
    expect(reading.text).toBe(
      rows.map((row) => `${row.map((cell) => `<fcel>${cell}`).join('')}<nl>`).join(''),
    );
  });

  it('spots lines with corners in thousandths of the crop', async () => {
    const image = await drawPicture({
      width: 1000,
      height: 500,
      texts: [{ text: 'Invoice', x: 100, y: 250 }],
    });
    const { text, marked } = await read(image, 'Spotting:');
    const found =
      /^<\|TEXT_START\|>Invoice<\|TEXT_END\|><\|LOC_BEGIN\|>((?:<\|LOC_\d+\|>){8})<\|LOC_END\|>$/.exec(text);
    const corners = [...(found?.[1] ?? '').matchAll(/\d+/g)].map(Number);
    expect(corners).toHaveLength(8);
    const [left, top, , , right, bottom] = corners;
    expect(left! > 90 && left! < 115 && right! > left! + 40 && right! < 250).toBe(true);
    expect(top! > 490 && bottom! > top! && bottom! < 600).toBe(true);
    expect(marked).toBe(true);
  });

  it('marks what it only approximates', async () => {
    const image = await drawPicture({
      width: 300,
      height: 80,
      texts: [{ text: '24 + 36 = 60', x: 20, y: 10 }],
    });
    const formula = await read(image, 'Formula Recognition:');
    expect(formula.marked).toBe(true);
    expect(formula.text).toMatch(/^24 ?\+ ?36 ?= ?60$/);
    expect((await read(image, 'Seal Recognition:')).marked).toBe(true);
    expect((await read(image, 'Chart Recognition:')).marked).toBe(true);
  });

  it('finds nothing on blank paper', async () => {
    const image = await drawPicture({ width: 200, height: 100, texts: [] });
    for (const prompt of ['OCR:', 'Table Recognition:', 'Spotting:', 'Formula Recognition:']) {
      expect(await read(image, prompt)).toMatchObject({ text: '', confidence: 0 });
    }
  });

  it('refuses what is no picture, and goes on', async () => {
    await expect(read(Buffer.from('no picture'))).rejects.toMatchObject({ code: 'backend.bad_image' });
    expect((await read(await english())).text).toBe(paragraph);
  });

  it('frees a caller that gives up at once, and goes on', async () => {
    const caller = new AbortController();
    const image = await english();
    const reading = engine.read({ image, prompt: 'OCR:', signal: caller.signal });
    const reason = new Error('gone');
    caller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await expect(engine.read({ image, prompt: 'OCR:', signal: caller.signal })).rejects.toBe(reason);
    expect((await read(image)).text).toBe(paragraph);
  });
});

describe('limits and failures of the native engine', () => {
  it('refuses larger pictures than it was told', async () => {
    const engine = createNativeEngine({ workers: 1, languages: ['eng'], maxPixels: 1000 });
    try {
      const reading = engine.read({ image: await english(), prompt: 'OCR:', signal: never });
      await expect(reading).rejects.toMatchObject({ code: 'image.too_many_pixels' });
    } finally {
      await engine.close();
    }
  });

  it('gives up on a picture that takes too long', async () => {
    const engine = createNativeEngine({ workers: 1, languages: ['eng'], readTimeoutMs: 1 });
    try {
      const reading = engine.read({ image: await english(), prompt: 'OCR:', signal: never });
      await expect(reading).rejects.toMatchObject({ code: 'vlm.timeout' });
    } finally {
      await engine.close();
    }
  });

  it('says that broken language data cannot be used, instead of waiting for ever', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'recto-broken-'));
    await writeFile(join(dir, 'xyz.traineddata'), 'not a model');
    const engine = createNativeEngine({ workers: 1, languages: ['xyz'], dataDirs: [dir] });
    try {
      await expect(engine.ready()).rejects.toMatchObject({ code: 'vlm.failed' });
    } finally {
      await engine.close();
      await rm(dir, { recursive: true });
    }
  });

  it('does not start without data for a language', () => {
    expect(() => createNativeEngine({ languages: ['xyz'] })).toThrow(
      expect.objectContaining({ code: 'settings.invalid' }),
    );
  });
});
