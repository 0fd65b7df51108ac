/** A JSON body: `file` is decoded while it arrives, the other fields are few and parsed at the end. */
import { invalidRequest, notJson, RectoError } from '@recto/contracts';
import type { OpenSink } from './byte-sink.ts';
import { createFileText, readFileText, type SentFile } from './file-text.ts';
import { createJsonFileScanner } from './json-file-scanner.ts';

/** A request's fields and, apart from them, its file; null when `file` is missing or not a text. */
export interface ReadBody<T> {
  readonly fields: unknown;
  readonly file: SentFile<T> | null;
}

/** Bytes of everything that is not the file. No known client comes near. */
const maxOptionBytes = 1024 * 1024;

/**
 * @param announcedBytes length of the whole body, when the client said it
 * Throws RectoError request.not_json, request.body_too_large, file.*.
 */
export async function readJson<T>(
  body: AsyncIterable<Buffer>,
  announcedBytes: number | null,
  openSink: OpenSink<T>,
): Promise<ReadBody<T>> {
  const expectedBytes = announcedBytes === null ? null : Math.ceil((announcedBytes * 3) / 4);
  const sink = openSink(expectedBytes);
  const fileText = createFileText(sink);
  const scanner = createJsonFileScanner(fileText.push);
  for await (const chunk of body) {
    scanner.push(chunk);
    await sink.drained();
    if (scanner.found > 1) throw repeatedFile();
    if (scanner.restBytes > maxOptionBytes) {
      throw new RectoError('request.body_too_large', {
        message: `The fields beside "file" are larger than ${maxOptionBytes} bytes`,
      });
    }
  }
  const fields = parsed(Buffer.concat(scanner.rest));
  if (scanner.found > 0) return { fields, file: await fileText.finish() };
  return { fields, file: await fileOfEscapedKey(fields, openSink) };
}

/** A key written with escapes (`"\u0066ile"`) is a key all the same; the scanner does not decode keys. */
async function fileOfEscapedKey<T>(fields: unknown, openSink: OpenSink<T>): Promise<SentFile<T> | null> {
  if (typeof fields !== 'object' || fields === null || !('file' in fields)) return null;
  return typeof fields.file === 'string' ? readFileText(fields.file, openSink) : null;
}

function parsed(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw notJson(json.byteLength === 0 ? 'The body is empty' : jsonReason(error));
  }
}

/** What V8 says, without the piece of the body that it quotes. */
const jsonReason = (error: unknown): string =>
  error instanceof SyntaxError ? error.message.replace(/, ".*$/s, '') : 'The body is not JSON';

const repeatedFile = (): RectoError =>
  invalidRequest([
    { type: 'value_error', loc: ['body', 'file'], msg: 'Value error, "file" is given twice', input: null },
  ]);
