/** Reads the body of `/layout-parsing` in whatever form it comes: JSON, a form, or the bare file with options in the query. */
import type { IncomingMessage } from 'node:http';
import { fieldsFromText, RectoError } from '@recto/contracts';
import type { OpenSink } from './byte-sink.ts';
import { announcedLength, type BodyLimits, incomingBody } from './incoming-body.ts';
import { type ReadBody, readJson } from './read-json.ts';
import { readMultipart } from './read-multipart.ts';

type BodyForm = 'json' | 'multipart' | 'file';

/** No content type reads as JSON, as does text: clients of the reference are not careful about it. */
function formOf(contentType: string | undefined): BodyForm {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'multipart/form-data') return 'multipart';
  if (type === 'application/pdf' || type === 'application/octet-stream' || type.startsWith('image/')) {
    return 'file';
  }
  if (type === '' || type.startsWith('text/') || /[/+]json$/.test(type)) return 'json';
  throw new RectoError('request.unsupported_media_type', {
    message: 'Send JSON, multipart/form-data, application/pdf or image/*',
  });
}

/**
 * Throws RectoError request.*, file.*; the signal's reason.
 * @param query the query of the URL, where options of a bare file stand
 * @param openSink where the bytes of the file go
 */
export async function readParseBody<T>(
  req: IncomingMessage,
  query: Readonly<Record<string, unknown>>,
  limits: BodyLimits,
  openSink: OpenSink<T>,
  signal: AbortSignal,
): Promise<ReadBody<T>> {
  const form = formOf(req.headers['content-type']);
  const announced = announcedLength(req, limits);
  const body = incomingBody(req, limits, signal);
  if (form === 'json') return readJson(body, announced, openSink);
  if (form === 'multipart') return readMultipart(req.headers, body, announced, openSink);
  return readBareFile(body, announced, query, openSink);
}

async function readBareFile<T>(
  body: AsyncIterable<Buffer>,
  announced: number | null,
  query: Readonly<Record<string, unknown>>,
  openSink: OpenSink<T>,
): Promise<ReadBody<T>> {
  const sink = openSink(announced);
  for await (const chunk of body) {
    sink.write(chunk);
    await sink.drained();
  }
  if (sink.length === 0) throw new RectoError('file.empty');
  return {
    fields: fieldsFromText(lastTexts(query)),
    file: { kind: 'bytes', bytes: await sink.finish() },
  };
}

/** A repeated parameter means its last value. */
function lastTexts(query: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') texts[name] = last;
  }
  return texts;
}
