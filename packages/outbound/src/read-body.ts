/** Reads a response body into memory within limits: decoded bytes, and a pace below which a body counts as a drip. */
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { RectoError } from '@recto/contracts';

export interface BodyLimits {
  /** Bytes, counted after decompression. */
  readonly maxBytes: number;
  readonly minBytesPerSecond: number;
  /** The pace is judged over windows of this many ms, so that one slow moment is forgiven. */
  readonly paceWindowMs: number;
}

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} as const;

const isDecodable = (encoding: string): encoding is keyof typeof decoders =>
  Object.hasOwn(decoders, encoding);

const tooLarge = (maxBytes: number): RectoError =>
  new RectoError('url.too_large', { message: `The file behind the URL is larger than ${maxBytes} bytes` });

/** Identity was asked for; servers that compress all the same are understood, layers of compression are not. */
const decoded = (body: Readable, contentEncoding: string): Readable => {
  const encoding = contentEncoding.trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return body;
  if (!isDecodable(encoding)) {
    body.destroy();
    throw new RectoError('url.bad_status', {
      message: 'The URL answered in an encoding that is not supported',
    });
  }
  // Errors reach the consumer through the returned stream.
  return pipeline(body, decoders[encoding](), () => {});
};

/** Destroys `body` with url.timeout once a whole window brought too little; returns what stops the watch. */
const watchPace = (
  body: Readable,
  limits: BodyLimits,
): { saw: (bytes: number) => void; stop: () => void } => {
  let seenInWindow = 0;
  const neededPerWindow = (limits.minBytesPerSecond * limits.paceWindowMs) / 1000;
  const timer = setInterval(() => {
    if (seenInWindow < neededPerWindow) {
      body.destroy(new RectoError('url.timeout', { message: 'The URL delivered the file too slowly' }));
    }
    seenInWindow = 0;
  }, limits.paceWindowMs);
  return {
    saw: (bytes) => {
      seenInWindow += bytes;
    },
    stop: () => clearInterval(timer),
  };
};

/** Throws RectoError url.too_large, url.timeout, url.bad_status (encoding); stream errors as they come. */
export const readBody = async (
  body: Readable,
  headers: { contentLength: string; contentEncoding: string },
  limits: BodyLimits,
): Promise<Buffer> => {
  if (Number(headers.contentLength) > limits.maxBytes) {
    body.destroy();
    throw tooLarge(limits.maxBytes);
  }
  const source = decoded(body, headers.contentEncoding);
  const pace = watchPace(source, limits);
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > limits.maxBytes) throw tooLarge(limits.maxBytes);
      pace.saw(chunk.length);
      chunks.push(chunk);
    }
  } finally {
    pace.stop();
    body.destroy();
  }
  return Buffer.concat(chunks, total);
};
