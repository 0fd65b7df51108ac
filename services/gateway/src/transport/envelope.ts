/**
 * Reads what the gateway must know of a chat completion without parsing the image in it.
 * A body holds 50 kB to 2 MB of base64; strings longer than a few hundred bytes are skipped and stand in
 * the parsed head with only their beginning, so the cost of reading does not grow with the image.
 */
import { RectoError } from '@recto/contracts';
import type { Body, Span } from './body.ts';
import { embeddedImageSize, type ImageSize } from './image-size.ts';

/** Bytes `[start, end)` of one top-level member, from the quote of its key to the end of its value. */
export interface Member {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** The data URI of an image, without its quotes. */
export interface EmbeddedImage extends Span {
  /** Null where it cannot be told. */
  readonly size: ImageSize | null;
}

export interface Envelope {
  /** The body with long strings cut to their first bytes. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly members: readonly Member[];
  /** In order. */
  readonly images: readonly EmbeddedImage[];
}

const longString = 512;
const keptBytes = 128;
/** Within so many bytes the end of a string is found faster by looking at each than by asking for it. */
const nearBytes = 64;

const quote = 0x22;
const backslash = 0x5c;

/** Throws RectoError request.not_json where the body is no JSON object. Control characters inside long strings are the backend's to refuse. */
export function readEnvelope(body: Body): Envelope {
  const members = new MemberScanner(body);
  const images: EmbeddedImage[] = [];
  let skeleton = '';
  /** Up to where `skeleton` holds the body. */
  let taken = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body.at(at) as number;
    if (byte !== quote) {
      members.structure(byte, at);
      continue;
    }
    const close = closingQuote(body, at);
    members.string(at, close + 1);
    if (isImage(body, at + 1)) {
      const uri = { start: at + 1, end: close };
      images.push({ ...uri, size: embeddedImageSize(body, uri) });
    }
    if (close - at > longString) {
      skeleton += `${body.text('utf8', taken, prefixEnd(body, at + 1))}"`;
      taken = close + 1;
    }
    at = close;
  }
  skeleton += body.text('utf8', taken);
  return { head: parseObject(skeleton), members: members.found, images };
}

const imagePrefix = 'data:image';

const isImage = (body: Body, start: number): boolean =>
  body.at(start) === 0x64 &&
  body.text('latin1', start, Math.min(body.length, start + imagePrefix.length)) === imagePrefix;

function parseObject(skeleton: string): Record<string, unknown> {
  let head: unknown;
  try {
    head = JSON.parse(skeleton);
  } catch (cause) {
    throw new RectoError('request.not_json', { cause });
  }
  if (typeof head !== 'object' || head === null || Array.isArray(head)) {
    throw new RectoError('request.invalid', { message: 'The body must be a JSON object' });
  }
  return head as Record<string, unknown>;
}

/** Index of the quote that ends the string opened at `open`. */
function closingQuote(body: Body, open: number): number {
  const near = Math.min(body.length, open + nearBytes);
  let at = open + 1;
  for (; at < near; at += 1) {
    const byte = body.at(at);
    if (byte === quote) return at;
    if (byte === backslash) at += 1;
  }
  return farQuote(body, at);
}

/** The first quote from `from` on that is not escaped; `from` is behind an escape, not within one. */
function farQuote(body: Body, from: number): number {
  for (let at = body.indexOf(quote, from); at !== -1; at = body.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (at - slashes > from && body.at(at - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  throw new RectoError('request.not_json');
}

/** Where the first bytes of a long string end: before an escape, and never inside a UTF-8 character. */
function prefixEnd(body: Body, start: number): number {
  const escapeAt = body.indexOf(backslash, start, start + keptBytes);
  let end = escapeAt === -1 ? start + keptBytes : escapeAt;
  while (end > start && ((body.at(end) ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}

/** Keys are decoded: "m\u006fdel" is "model", and must not slip past a change of it. */
function decodeKey(body: Body, start: number, end: number): string {
  const raw = body.text('utf8', start + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch (cause) {
    throw new RectoError('request.not_json', { cause });
  }
}

/** Follows the nesting between strings and notes where each top-level member begins and ends. */
class MemberScanner {
  readonly found: Member[] = [];
  private readonly body: Body;
  private depth = 0;
  private key: { text: string; start: number } | null = null;
  private inValue = false;

  constructor(body: Body) {
    this.body = body;
  }

  string(start: number, end: number): void {
    if (this.depth !== 1 || this.inValue) return;
    this.key = { text: decodeKey(this.body, start, end), start };
  }

  /** A byte outside strings. */
  structure(byte: number, at: number): void {
    if (byte === 0x7b || byte === 0x5b) this.depth += 1;
    else if (byte === 0x3a && this.depth === 1) this.inValue = true;
    else if (byte === 0x2c && this.depth === 1) this.finish(at);
    else if (byte === 0x7d || byte === 0x5d) {
      if (this.depth === 1) this.finish(at);
      this.depth -= 1;
    }
  }

  private finish(end: number): void {
    if (this.key !== null && this.inValue)
      this.found.push({ key: this.key.text, start: this.key.start, end });
    this.key = null;
    this.inValue = false;
  }
}
