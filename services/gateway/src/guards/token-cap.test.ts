import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ChatCall } from '../call/chat-call.ts';
import { parameter } from '../call/chat-call.ts';
import { callOf } from '../test-support/calls.ts';
import { imageSize } from '../transport/image-size.ts';
import { rowsOf } from './crop.ts';
import { capTokens, tokenCap } from './token-cap.ts';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#fff' } });
const uri = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString('base64')}`;
const asking = (url: string, prompt: string, more: object = {}): ChatCall =>
  callOf({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url } },
          { type: 'text', text: prompt },
        ],
      },
    ],
    ...more,
  });

describe('imageSize', () => {
  it.each(['png', 'jpeg', 'gif', 'webp'] as const)('reads it off the first bytes of %s', async (format) => {
    const bytes = await picture(321, 123).toFormat(format).toBuffer();
    expect(imageSize(bytes.subarray(0, 700))).toEqual({ width: 321, height: 123 });
    for (let length = 0; length < 64; length += 1)
      expect(() => imageSize(bytes.subarray(0, length))).not.toThrow();
  });

  it('knows lossless and extended WebP, BMP, and JPEG with a long preamble', async () => {
    expect(imageSize(await picture(50, 60).webp({ lossless: true }).toBuffer())).toEqual({
      width: 50,
      height: 60,
    });
    const alpha = sharp({ create: { width: 50, height: 60, channels: 4, background: '#ffffff80' } });
    expect(imageSize(await alpha.webp().toBuffer())).toEqual({ width: 50, height: 60 });
    const bmp = Buffer.alloc(54);
    bmp.write('BM');
    bmp.writeInt32LE(8, 18);
    bmp.writeInt32LE(-9, 22);
    expect(imageSize(bmp)).toEqual({ width: 8, height: 9 });
    const jpeg = await picture(77, 88).jpeg().toBuffer();
    const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0xea, 0x60]), Buffer.alloc(59_998)]);
    const padded = Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
    expect(imageSize(padded)).toEqual({ width: 77, height: 88 });
    expect(rowsOf(asking(uri('jpeg', padded), 'OCR:'))).toBe(5);
  });

  it('is null for anything else', () => {
    expect(imageSize(Buffer.from('%PDF-1.7 and some more bytes that are no image'))).toBeNull();
    expect(imageSize(Buffer.from(`\xff\xd8${'\xff'.repeat(60)}`, 'latin1'))).toBeNull();
  });
});

describe('the token cap', () => {
  const options = { pixelsPerToken: 40, leastTokens: 512 };
  const line = picture(400, 100).jpeg().toBuffer();
  const tall = picture(800, 1000).png().toBuffer();

  it('follows the size of the crop and the task', async () => {
    const cap = async (image: Promise<Buffer>, prompt: string) =>
      tokenCap(asking(uri('png', await image), prompt), options);
    expect(await cap(line, 'OCR:')).toBe(1_000);
    expect(await cap(line, 'Table Recognition:')).toBe(2_000);
    expect(await cap(tall, 'OCR:')).toBe(20_000);
    expect(await cap(picture(30, 30).png().toBuffer(), 'OCR:')).toBe(512);
  });

  it('leaves other questions and unknown images alone', async () => {
    expect(tokenCap(asking(uri('png', await line), 'Describe this picture'), options)).toBeNull();
    expect(tokenCap(asking('data:image/png;base64,AAAA', 'OCR:'), options)).toBeNull();
    expect(tokenCap(callOf({ messages: [{ role: 'user', content: 'OCR:' }] }), options)).toBeNull();
  });

  it('lowers what the caller allows, under the name that it used, and never raises it', async () => {
    const url = uri('jpeg', await line);
    const limits = async (more: object) => {
      let seen: unknown[] = [];
      await capTokens(options)(async (call) => {
        seen = ['max_completion_tokens', 'max_tokens'].map((name) => parameter(call, name));
        return { headers: {}, body: Buffer.alloc(0) };
      })(asking(url, 'OCR:', more));
      return seen;
    };
    expect(await limits({})).toEqual([1_000, undefined]);
    expect(await limits({ max_tokens: 4_096 })).toEqual([undefined, 1_000]);
    expect(await limits({ max_tokens: 10 })).toEqual([undefined, 10]);
    expect(await limits({ max_completion_tokens: 4_096, max_tokens: 10 })).toEqual([1_000, 10]);
  });
});
