/**
 * Backends fetch URLs and some even read local files on a caller's word (deploy-and-backends.md 0.9). Image parts that leave
 * the gateway are data URIs: any other is refused or, where an operator allows it, fetched here, behind the guard of `outbound`.
 */
import { RectoError } from '@recto/contracts';
import type { Outbound } from '@recto/outbound';
import { Body } from '../transport/body.ts';
import { type Envelope, readEnvelope } from '../transport/envelope.ts';

export interface CallBody {
  readonly body: Body;
  readonly envelope: Envelope;
}

/** Throws RectoError backend.remote_image; url.* and backend.bad_image where images are fetched. */
export type InlineImages = (body: Body, envelope: Envelope, signal: AbortSignal) => Promise<CallBody>;

export const refuseRemoteImages: InlineImages = async (body, envelope) => {
  if (remoteImages(envelope.head.messages).length > 0) throw new RectoError('backend.remote_image');
  return { body, envelope };
};

export interface FetchImagesOptions {
  readonly outbound: Outbound;
  /** Bytes of one image. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

const slowestBytesPerSecond = 1024;
/** Images of one call: a crop is one. */
const mostImages = 16;

export const fetchRemoteImages =
  ({ outbound, maxBytes, timeoutMs }: FetchImagesOptions): InlineImages =>
  async (body, envelope, signal) => {
    if (remoteImages(envelope.head.messages).length === 0) return { body, envelope };
    // The slow way, and rare: bodies that hold their images are never parsed.
    const chat = JSON.parse(body.text('utf8')) as Record<string, unknown>;
    const images = remoteImages(chat.messages);
    if (images.length > mostImages) throw new RectoError('backend.remote_image');
    await Promise.all(
      images.map(async (image) => {
        if (image.url === null || !/^https?:/i.test(image.url)) throw new RectoError('backend.remote_image');
        const limits = { maxBytes, timeoutMs, minBytesPerSecond: slowestBytesPerSecond, signal };
        const { bytes } = await outbound.fetchFile(image.url, limits);
        image.replace(`data:image/${formatOf(bytes)};base64,${bytes.toString('base64')}`);
      }),
    );
    const inlined = Body.of(JSON.stringify(chat));
    return { body: inlined, envelope: readEnvelope(inlined) };
  };

interface RemoteImage {
  /** Null for what no data URI can replace. */
  readonly url: string | null;
  replace(dataUri: string): void;
}

const mediaKeys = ['image_url', 'image', 'video_url', 'audio_url', 'input_audio', 'file'] as const;

function remoteImages(messages: unknown): RemoteImage[] {
  const found: RemoteImage[] = [];
  for (const part of partsOf(messages)) {
    for (const key of mediaKeys) {
      if (!(key in part)) continue;
      const url = key === 'image_url' ? urlOf(part[key]) : null;
      if (url !== null && /^data:/i.test(url)) continue;
      found.push({
        url,
        replace: (dataUri) => {
          part[key] = { url: dataUri };
        },
      });
    }
  }
  return found;
}

function* partsOf(messages: unknown): Generator<Record<string, unknown>> {
  if (!Array.isArray(messages)) return;
  for (const message of messages) {
    const content: unknown = isObject(message) ? message.content : null;
    if (Array.isArray(content)) yield* content.filter(isObject);
    else if (isObject(content)) yield content;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const urlOf = (value: unknown): string | null => {
  const url = isObject(value) ? value.url : value;
  return typeof url === 'string' ? url : null;
};

const signatures: readonly (readonly [format: string, bytes: string])[] = [
  ['jpeg', 'ffd8ff'],
  ['png', '89504e47'],
  ['gif', '47494638'],
  ['bmp', '424d'],
  ['webp', '52494646'],
  ['tiff', '49492a00'],
  ['tiff', '4d4d002a'],
];

/** By the bytes: what a server calls its file is its own affair. */
function formatOf(bytes: Buffer): string {
  const beginning = bytes.toString('hex', 0, 4);
  const known = signatures.find(([, signature]) => beginning.startsWith(signature));
  if (known === undefined) throw new RectoError('backend.bad_image');
  return known[0];
}
