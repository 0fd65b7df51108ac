import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ChatCall } from '../../call/chat-call.ts';
import { Body } from '../../transport/body.ts';
import { readEnvelope } from '../../transport/envelope.ts';
import { splice } from '../../transport/splice.ts';
import { backendKinds } from '../kinds.ts';
import { fitImages, sizeWithin } from './fit-images.ts';

const picture = (width: number, height: number, format: 'jpeg' | 'png' | 'webp') =>
  sharp({ create: { width, height, channels: 3, background: '#888' } })
    .toFormat(format)
    .toBuffer();

const fitted = async (
  image: Buffer,
  type: string,
  name: keyof typeof backendKinds,
  maxPixels?: number,
  rewrite = (json: string) => json,
) => {
  const chat = {
    messages: [
      { content: [{ image_url: { url: `data:image/${type};base64,${image.toString('base64')}` } }] },
    ],
    ...(maxPixels && { mm_processor_kwargs: { max_pixels: maxPixels } }),
  };
  const body = Body.of(rewrite(JSON.stringify(chat)));
  const envelope = readEnvelope(body);
  const call = { body, envelope, changes: {} } as unknown as ChatCall;
  const replaced = await fitImages(call, envelope.head, backendKinds[name].images);
  const sent = JSON.parse(Buffer.concat(splice(body, envelope, { set: {}, replaced })).toString());
  const [head, base64] = sent.messages[0].content[0].image_url.url.split(',');
  const { width, height } = await sharp(Buffer.from(base64, 'base64')).metadata();
  return { touched: replaced.length > 0, head, width, height };
};

describe('images on their way to a server', () => {
  it('are brought within max_pixels where the server knows no such limit', async () => {
    const image = await picture(560, 280, 'jpeg');
    const limit = 280 * 140;
    expect(await fitted(image, 'jpeg', 'sglang-server', limit)).toEqual({
      touched: true,
      head: 'data:image/jpeg;base64',
      width: 280,
      height: 140,
    });
    expect(await fitted(image, 'jpeg', 'llama-cpp-server', limit)).toMatchObject({
      head: 'data:image/png;base64',
      width: 280,
    });
    expect((await fitted(image, 'jpeg', 'vllm-server', limit)).touched).toBe(false);
    expect((await fitted(image, 'jpeg', 'sglang-server', 560 * 280)).touched).toBe(false);
    expect((await fitted(image, 'jpeg', 'sglang-server')).touched).toBe(false);
  });

  it('are read through escaped slashes, which some JSON writers make of every one', async () => {
    const image = await picture(560, 280, 'png');
    const escapeSlashes = (json: string) => json.replaceAll('/', '\\/');
    expect(await fitted(image, 'png', 'sglang-server', 280 * 140, escapeSlashes)).toMatchObject({
      width: 280,
    });
  });

  it('are written again only in a format that the server decodes', async () => {
    const image = await picture(30, 20, 'webp');
    expect(await fitted(image, 'webp', 'llama-cpp-server')).toMatchObject({
      head: 'data:image/png;base64',
      width: 30,
    });
    expect((await fitted(image, 'webp', 'sglang-server')).touched).toBe(false);
  });

  it('are refused where they cannot be read', async () => {
    await expect(fitted(Buffer.alloc(900, 7), 'png', 'sglang-server', 100)).rejects.toMatchObject({
      kind: 'refused',
      error: { code: 'backend.bad_image' },
    });
  });

  it('keep their shape and never grow', () => {
    expect(sizeWithin({ width: 100, height: 100 }, 10_000)).toBeNull();
    expect(sizeWithin({ width: 2800, height: 28 }, 28 * 280)).toEqual({ width: 868, height: 28 });
  });
});
