/** A `multipart/form-data` body (extension): the part `file` and the other fields as text. */
import type { IncomingHttpHeaders } from 'node:http';
import { fieldsFromText, invalidRequest, RectoError } from '@recto/contracts';
import busboy from 'busboy';
import type { ByteSink, OpenSink } from './byte-sink.ts';
import { readFileText, type SentFile } from './file-text.ts';
import type { ReadBody } from './read-json.ts';

const limits = { fields: 64, fieldSize: 1024 * 1024, files: 1, parts: 65, headerPairs: 32 };

/** Throws RectoError request.invalid, request.body_too_large, file.*. */
export async function readMultipart<T>(
  headers: IncomingHttpHeaders,
  body: AsyncIterable<Buffer>,
  announcedBytes: number | null,
  openSink: OpenSink<T>,
): Promise<ReadBody<T>> {
  const form = openForm(headers, () => openSink(announcedBytes));
  for await (const chunk of body) {
    if (!form.parser.write(chunk)) await Promise.race([form.drained(), form.failed]);
    await form.sinkDrained();
  }
  form.parser.end();
  await Promise.race([form.closed, form.failed]);
  // `file` as an ordinary field is a URL or base64, as in JSON.
  const { file: text, ...fields } = form.fields;
  const file = form.hasFile()
    ? await form.file()
    : text === undefined
      ? null
      : await readFileText(text, openSink);
  return { fields: fieldsFromText(fields), file };
}

function openForm<T>(headers: IncomingHttpHeaders, openSink: () => ByteSink<T>) {
  const parser = createParser(headers);
  const fields: Record<string, string> = {};
  const sink = openSink();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  let hasFile = false;

  parser.on('file', (name, stream) => {
    if (name !== 'file') {
      stream.resume();
      reject(formError(name, 'the file belongs into the part "file"'));
      return;
    }
    hasFile = true;
    stream.on('data', (chunk: Buffer) => sink.write(chunk));
    stream.on('error', (error) => reject(formError('file', error.message)));
  });
  parser.on('field', (name, value, info) => {
    if (info.valueTruncated || info.nameTruncated) reject(new RectoError('request.body_too_large'));
    else fields[name] = value;
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => reject(formError('', 'the form has too many parts')));
  }
  parser.on('error', () => reject(formError('', 'the form is not valid multipart/form-data')));

  return {
    parser,
    fields,
    failed,
    hasFile: () => hasFile,
    sinkDrained: () => sink.drained(),
    file: async (): Promise<SentFile<T>> => {
      if (sink.length === 0) throw new RectoError('file.empty');
      return { kind: 'bytes', bytes: await sink.finish() };
    },
    drained: () => new Promise<void>((resolve) => parser.once('drain', resolve)),
    closed: new Promise<void>((resolve) => {
      parser.once('close', resolve);
    }),
  };
}

function createParser(headers: IncomingHttpHeaders): busboy.Busboy {
  try {
    return busboy({ headers, limits, defParamCharset: 'utf8' });
  } catch {
    throw formError('', 'the form has no boundary');
  }
}

const formError = (name: string, reason: string): RectoError =>
  invalidRequest([
    {
      type: 'value_error',
      loc: name === '' ? ['body'] : ['body', name.slice(0, 100)],
      msg: `Value error, ${reason}`,
      input: null,
    },
  ]);
