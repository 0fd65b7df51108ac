/** What a client of the cloud's jobs sends, in the words of `/layout-parsing` (deploy-and-backends.md F.3). */
import { validateBody } from '@recto/contracts';
import { z } from 'zod';
import type { BlobInfo } from '../../../jobs/store/blob-store.ts';
import type { ReadBody } from '../../body/read-json.ts';

/** JSON as text means what it says; an empty text means nothing. */
function parsedText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return {};
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** A form's `pageRanges=2` reads as a number. */
const textOfNumber = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);

/** Fields beside the file. */
export const cloudJobFields = z.object({
  model: z
    .string()
    // Those models answer `ocrResults`, which this server does not make.
    .refine((model) => !/^pp-ocr/i.test(model), 'this server parses documents')
    .nullish()
    .describe('Any but PP-OCR, which answers another shape'),
  fileUrl: z
    .string()
    .regex(/^https?:\/\//i, 'not an http(s) URL')
    .nullish()
    .describe('In place of a file'),
  optionalPayload: z
    .preprocess(parsedText, z.record(z.string(), z.unknown(), 'not a JSON object'))
    .nullish()
    .describe('Options of /layout-parsing; also as their JSON in a text'),
  pageRanges: z.preprocess(textOfNumber, z.string()).nullish().describe('"1-5,9", from 1'),
});

/** Throws RectoError request.invalid. */
export function cloudOrder({ fields, file }: ReadBody<BlobInfo>): ReadBody<BlobInfo> {
  const { fileUrl, optionalPayload, pageRanges } = validateBody(cloudJobFields, fields);
  return {
    fields: { ...optionalPayload, ...(pageRanges && { pages: pageRanges }) },
    file: file ?? (fileUrl ? { kind: 'url', url: fileUrl } : null),
  };
}
