/**
 * Backends fetch URLs and some even read local files on a caller's word (deploy-and-backends.md 0.9).
 * Image parts are data URIs, or the request is refused.
 */
import { RectoError } from '@recto/contracts';

const mediaKeys = ['image_url', 'image', 'video_url', 'audio_url', 'input_audio', 'file'] as const;

/** @param head of `readEnvelope`: long strings are cut, their beginning is there. Throws RectoError backend.remote_image. */
export function requireInlineImages(head: Readonly<Record<string, unknown>>): void {
  for (const part of partsOf(head.messages)) {
    for (const key of mediaKeys) {
      if (!(key in part)) continue;
      const url = urlOf(part[key]);
      if (key !== 'image_url' || url === null || !/^data:/i.test(url))
        throw new RectoError('backend.remote_image');
    }
  }
}

function* partsOf(messages: unknown): Generator<Record<string, unknown>> {
  if (!Array.isArray(messages)) return;
  for (const message of messages) {
    const content: unknown = isObject(message) ? message.content : null;
    if (Array.isArray(content)) yield* content.filter(isObject);
    else if (isObject(content)) yield content;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const urlOf = (value: unknown): string | null => {
  const url = isObject(value) ? value.url : value;
  return typeof url === 'string' ? url : null;
};
