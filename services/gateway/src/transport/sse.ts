/**
 * Cuts a stream of server-sent events into events, and says which bytes they were: what is passed on stays as it came, and a stream must
 * be cut between two of them. Lines may end in LF or CRLF. Written here because parsers of text forget the bytes.
 *
 * Events come by the thousand a second, so all that a piece of the stream completes are decoded and parted at once.
 */
import { RectoError } from '@recto/contracts';
import { AttemptFailure } from '../call/attempt-failure.ts';

/** An event's `data` lines, joined; null for comments, which servers send to keep a connection open. */
export type EventData = string | null;

/** Events that came together. */
export interface SseBatch {
  readonly events: readonly EventData[];
  /** All of them, each with the blank line that ends it. */
  readonly bytes: Buffer;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const blankLine = '\n\n';
/** With the line before it; LF or CRLF. */
const anyBlankLine = /\r?\n\r?\n/;
const lineEnds = /[\r\n]+$/;
/** An event is a token, or a few, with their log probabilities. */
const eventBytesLimit = 8 * 1024 * 1024;
const noBytes = Buffer.alloc(0);
const nothing: SseBatch = { events: [], bytes: noBytes };

export class SseReader {
  /** Bytes of an event that has not ended yet. */
  private rest: Buffer = noBytes;

  /** The events that `chunk` ends. Throws AttemptFailure broken for an endless one. */
  push(chunk: Buffer): SseBatch {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const end = lastEventEnd(bytes, this.rest.length);
    if (end === 0) {
      this.keep(bytes);
      return nothing;
    }
    const parts = partsOf(bytes.toString('utf8', 0, end));
    // Where blank lines follow each other, some of what ends in one belongs to the event after it: line ends, one byte each.
    const left = parts.pop() as string;
    const taken = end - left.length;
    this.keep(bytes.subarray(taken));
    return { events: parts.map(dataOf), bytes: bytes.subarray(0, taken) };
  }

  /** What the stream ended with, where the server forgot the last blank line; null for nothing. */
  end(): SseBatch | null {
    if (this.rest.length === 0) return null;
    const bytes = Buffer.concat([this.rest, Buffer.from(blankLine)]);
    return { events: [dataOf(this.rest.toString().replace(lineEnds, ''))], bytes };
  }

  private keep(rest: Buffer): void {
    this.rest = rest;
    if (rest.length <= eventBytesLimit) return;
    const cause = new Error(`an event of more than ${eventBytesLimit} bytes`);
    throw new AttemptFailure('broken', new RectoError('vlm.failed', { cause }));
  }
}

/** Bytes of the first `count` events of a batch. */
export function bytesOf({ bytes }: SseBatch, count: number): Buffer {
  const text = bytes.toString('latin1');
  const blankLines = new RegExp(anyBlankLine, 'g');
  for (let i = 0; i < count; i += 1) blankLines.exec(text);
  return bytes.subarray(0, blankLines.lastIndex);
}

/** Where the last blank line ends; 0 where there is none. Before `known` there is none. */
function lastEventEnd(bytes: Buffer, known: number): number {
  const first = Math.max(0, known - 2);
  for (let at = bytes.lastIndexOf(lineFeed); at > first; at = bytes.lastIndexOf(lineFeed, at - 1)) {
    const before = bytes[at - 1] === carriageReturn ? at - 2 : at - 1;
    if (bytes[before] === lineFeed) return at + 1;
  }
  return 0;
}

const partsOf = (text: string): string[] => text.split(text.includes('\r') ? anyBlankLine : blankLine);

const dataField = 'data: ';

function dataOf(event: string): EventData {
  // As nearly all events are: one line of data.
  if (event.startsWith(dataField) && !event.includes('\n')) return event.slice(dataField.length);
  const data = event
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(line[5] === ' ' ? 6 : 5));
  return data.length === 0 ? null : data.join('\n');
}
