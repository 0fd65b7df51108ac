/**
 * Cuts a stream of server-sent events into events, by bytes: what is passed on stays as it came. Lines may end in LF or CRLF.
 * Written here because parsers of text do not say which bytes an event was, and a stream must be cut between two of them.
 */
import { RectoError } from '@recto/contracts';
import { AttemptFailure } from '../call/attempt-failure.ts';

export interface SseEvent {
  /** Its `data` lines, joined; null for comments, which servers send to keep a connection open. */
  readonly data: string | null;
  /** The event with the blank line that ends it. */
  readonly raw: Buffer;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** An event is a token, or a few, with their log probabilities. */
const eventBytesLimit = 8 * 1024 * 1024;

export class SseReader {
  /** Bytes of an event that has not ended yet. */
  private rest: Buffer = Buffer.alloc(0);
  /** Where in `rest` the line begins that has not ended yet. */
  private lineStart = 0;
  /** Lines of that event that have. */
  private lines = 0;

  /** The events that `chunk` ends. Throws AttemptFailure broken for an endless one. */
  push(chunk: Buffer): SseEvent[] {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const events: SseEvent[] = [];
    let eventStart = 0;
    let lineStart = this.lineStart;
    for (let end = bytes.indexOf(lineFeed, lineStart); end !== -1; end = bytes.indexOf(lineFeed, lineStart)) {
      const isBlank = end === lineStart || (end === lineStart + 1 && bytes[lineStart] === carriageReturn);
      lineStart = end + 1;
      if (!isBlank) {
        this.lines += 1;
        continue;
      }
      events.push(eventOf(bytes.subarray(eventStart, lineStart), this.lines));
      eventStart = lineStart;
      this.lines = 0;
    }
    this.rest = bytes.subarray(eventStart);
    this.lineStart = lineStart - eventStart;
    if (this.rest.length <= eventBytesLimit) return events;
    const cause = new Error(`an event of more than ${eventBytesLimit} bytes`);
    throw new AttemptFailure('broken', new RectoError('vlm.failed', { cause }));
  }

  /** What the stream ended with, where the server forgot the last blank line; null for nothing. */
  end(): SseEvent | null {
    return this.rest.length === 0 ? null : eventOf(Buffer.concat([this.rest, Buffer.from('\n\n')]));
  }
}

const dataField = Buffer.from('data: ');

/** @param lines before the blank one, where that is known */
function eventOf(raw: Buffer, lines?: number): SseEvent {
  // As nearly all events are: one line of data, ended by LF.
  const isPlain = lines === 1 && raw[raw.length - 2] === lineFeed && isData(raw);
  return { data: isPlain ? raw.toString('utf8', dataField.length, raw.length - 2) : dataOf(raw), raw };
}

function isData(raw: Buffer): boolean {
  for (let i = 0; i < dataField.length; i += 1) if (raw[i] !== dataField[i]) return false;
  return raw[raw.length - 3] !== carriageReturn;
}

function dataOf(raw: Buffer): string | null {
  const data = raw
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(line[5] === ' ' ? 6 : 5));
  return data.length === 0 ? null : data.join('\n');
}
