/** What a client of the cloud's jobs sends, in the words of `/layout-parsing` (deploy-and-backends.md F.3). */
import { invalidRequest } from '@recto/contracts';
import type { BlobInfo } from '../../../jobs/store/blob-store.ts';
import type { SentFile } from '../../body/file-text.ts';
import type { ReadBody } from '../../body/read-json.ts';

/** `file` or `fileUrl`, `model`, `optionalPayload` (an object, or its JSON as text), `pageRanges`. Throws RectoError request.invalid. */
export function cloudOrder({ fields, file }: ReadBody<BlobInfo>): ReadBody<BlobInfo> {
  if (!isObject(fields)) return { fields, file };
  const { model, optionalPayload, pageRanges, fileUrl } = fields;
  // Those models answer `ocrResults`, which this server does not make.
  if (typeof model === 'string' && /^pp-ocr/i.test(model))
    throw refused('model', 'this server parses documents');
  const payload = payloadOf(optionalPayload);
  const pages = typeof pageRanges === 'number' ? String(pageRanges) : pageRanges;
  const isSaid = pages !== undefined && pages !== null && pages !== '';
  return {
    fields: { ...payload, ...(isSaid && { pages }) },
    file: file ?? urlOf(fileUrl),
  };
}

function urlOf(fileUrl: unknown): SentFile<BlobInfo> | null {
  if (fileUrl === undefined || fileUrl === null) return null;
  if (typeof fileUrl !== 'string' || !/^https?:\/\//i.test(fileUrl))
    throw refused('fileUrl', 'not an http(s) URL');
  return { kind: 'url', url: fileUrl };
}

function payloadOf(payload: unknown): Readonly<Record<string, unknown>> {
  if (payload === undefined || payload === null || payload === '') return {};
  const parsed = typeof payload === 'string' ? parsedJson(payload) : payload;
  if (!isObject(parsed)) throw refused('optionalPayload', 'not a JSON object');
  return parsed;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refused = (field: string, reason: string) =>
  invalidRequest([{ type: 'value_error', loc: ['body', field], msg: `Value error, ${reason}`, input: null }]);
