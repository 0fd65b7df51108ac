/**
 * Reads what the gateway must know of a chat completion without parsing the image in it.
 * A body holds 50 kB to 2 MB of base64; strings longer than a few hundred bytes are skipped and stand in
 * the parsed head with only their beginning, so the cost of reading does not grow with the image.
 */
import { RectoError } from '@recto/contracts';

/** Bytes `[start, end)` of one top-level member, from the quote of its key to the end of its value. */
export interface Member {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** Bytes `[start, end)` of the body. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Envelope {
  /** The body with long strings cut to their first bytes. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly members: readonly Member[];
  /** Image data URIs, without their quotes, in order. */
  readonly images: readonly Span[];
}

const longString = 512;
const keptBytes = 128;

const quote = 0x22;
const backslash = 0x5c;

/** Throws RectoError request.not_json where the body is no JSON object. Control characters inside long strings are the backend's to refuse. */
export function readEnvelope(body: Buffer): Envelope {
  const skeleton: Buffer[] = [];
  const members = new MemberScanner(body);
  const images: Span[] = [];
  let position = 0;
  for (;;) {
    const open = body.indexOf(quote, position);
    if (open === -1) break;
    const close = closingQuote(body, open);
    members.structure(position, open);
    members.string(open, close + 1);
    if (isImage(body, open + 1)) images.push({ start: open + 1, end: close });
    if (close - open > longString) {
      skeleton.push(body.subarray(position, open + 1), prefixOf(body, open + 1), Buffer.from('"'));
    } else {
      skeleton.push(body.subarray(position, close + 1));
    }
    position = close + 1;
  }
  members.structure(position, body.length);
  skeleton.push(body.subarray(position));
  return { head: parseObject(Buffer.concat(skeleton)), members: members.found, images };
}

const imagePrefix = 'data:image';

const isImage = (body: Buffer, start: number): boolean =>
  body[start] === 0x64 && body.toString('latin1', start, start + imagePrefix.length) === imagePrefix;

function parseObject(skeleton: Buffer): Record<string, unknown> {
  let head: unknown;
  try {
    head = JSON.parse(skeleton.toString('utf8'));
  } catch (cause) {
    throw new RectoError('request.not_json', { cause });
  }
  if (typeof head !== 'object' || head === null || Array.isArray(head)) {
    throw new RectoError('request.invalid', { message: 'The body must be a JSON object' });
  }
  return head as Record<string, unknown>;
}

/** Index of the quote that ends the string opened at `open`. */
function closingQuote(body: Buffer, open: number): number {
  let at = open;
  for (;;) {
    at = body.indexOf(quote, at + 1);
    if (at === -1) throw new RectoError('request.not_json');
    let slashes = 0;
    while (body[at - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
}

/** The first bytes of a string, cut before an escape and never inside a UTF-8 character. */
function prefixOf(body: Buffer, start: number): Buffer {
  const escapeAt = body.subarray(start, start + keptBytes).indexOf(backslash);
  let end = start + (escapeAt === -1 ? keptBytes : escapeAt);
  while (end > start && ((body[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return body.subarray(start, end);
}

function decodeKey(json: string): string {
  try {
    return JSON.parse(json) as string;
  } catch (cause) {
    throw new RectoError('request.not_json', { cause });
  }
}

/** Follows the nesting between strings and notes where each top-level member begins and ends. */
class MemberScanner {
  readonly found: Member[] = [];
  private readonly body: Buffer;
  private depth = 0;
  private key: { text: string; start: number } | null = null;
  private inValue = false;

  constructor(body: Buffer) {
    this.body = body;
  }

  string(start: number, end: number): void {
    if (this.depth !== 1 || this.inValue) return;
    // Keys are decoded: "m\u006fdel" is "model", and must not slip past a change of it.
    this.key = { text: decodeKey(this.body.toString('utf8', start, end)), start };
  }

  structure(from: number, to: number): void {
    for (let i = from; i < to; i += 1) {
      const byte = this.body[i];
      if (byte === 0x7b || byte === 0x5b) this.depth += 1;
      else if (byte === 0x3a && this.depth === 1) this.inValue = true;
      else if (byte === 0x2c && this.depth === 1) this.finish(i);
      else if (byte === 0x7d || byte === 0x5d) {
        if (this.depth === 1) this.finish(i);
        this.depth -= 1;
      }
    }
  }

  private finish(end: number): void {
    if (this.key !== null && this.inValue)
      this.found.push({ key: this.key.text, start: this.key.start, end });
    this.key = null;
    this.inValue = false;
  }
}
