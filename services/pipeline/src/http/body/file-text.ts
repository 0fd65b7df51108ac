/**
 * The text of a `file` field, piece by piece: an http(s) URL, or base64 that is decoded as it comes.
 * A `data:` prefix is stripped (the reference lets it corrupt the file, wire.md 4.2).
 */
import { RectoError } from '@recto/contracts';
import type { ByteSink, OpenSink } from './byte-sink.ts';

/** A file that was sent, in whatever its sink makes of it, or where it lies. */
export type SentFile<T> =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'bytes'; readonly bytes: T };

export interface FileText<T> {
  /** Latin-1 text. Throws RectoError file.not_base64, url.invalid. */
  push(text: string): void;
  /** Throws RectoError file.empty, file.not_base64. */
  finish(): Promise<SentFile<T>>;
}

const longestUrl = 8192;
/** Enough to tell a URL, a data URI and base64 apart; a data URI's media type is shorter. */
const headLength = 256;
const dataPrefix = /^\s*data:[^,]{0,200},/i;

export function createFileText<T>(sink: ByteSink<T>): FileText<T> {
  const base64 = createBase64Decoder(sink);
  let head: string | null = '';
  let url: string | null = null;

  const extendUrl = (text: string) => {
    url = (url ?? '') + text;
    if (url.length > longestUrl) throw new RectoError('url.invalid', { message: 'The URL is too long' });
  };

  const decideKind = (text: string) => {
    head = null;
    if (/^https?:\/\//i.test(text)) extendUrl(text);
    else base64.push(text.replace(dataPrefix, ''));
  };

  return {
    push: (text) => {
      if (head !== null) {
        head += text;
        if (head.length >= headLength) decideKind(head);
      } else if (url !== null) extendUrl(text);
      else base64.push(text);
    },
    finish: async () => {
      if (head !== null) decideKind(head);
      if (url !== null) return { kind: 'url', url };
      base64.finish();
      if (sink.length === 0) throw new RectoError('file.empty');
      return { kind: 'bytes', bytes: await sink.finish() };
    },
  };
}

/** A `file` that is already here as one text. */
export function readFileText<T>(text: string, openSink: OpenSink<T>): Promise<SentFile<T>> {
  const fileText = createFileText(openSink(text.length));
  fileText.push(text);
  return fileText.finish();
}

const alphabetOnly = /^[A-Za-z0-9+/_-]*$/;
const padded = /^([A-Za-z0-9+/_-]*)(=*)$/;

/** Both alphabets, with or without padding, white space anywhere; anything else is not base64. */
function createBase64Decoder(sink: ByteSink<unknown>) {
  let carry = '';
  let ended = false;

  return {
    push(text: string): void {
      const letters = alphabetOnly.test(text) ? text : lettersOf(text.replace(/\s+/g, ''));
      if (letters === '') return;
      const all = carry + letters;
      const whole = all.length - (all.length % 4);
      carry = all.slice(whole);
      sink.write(Buffer.from(all.slice(0, whole), 'base64'));
    },
    finish(): void {
      if (carry.length === 1) throw new RectoError('file.not_base64');
      sink.write(Buffer.from(carry, 'base64'));
    },
  };

  function lettersOf(text: string): string {
    const match = padded.exec(text);
    if (!match || (ended && match[1] !== '')) throw new RectoError('file.not_base64');
    ended ||= match[2] !== '';
    return match[1] as string;
  }
}
