/** The embedded engine as a backend: OCR in worker threads of this process, no server, no network. */
import { Readable } from 'node:stream';
import type { NativeEngine } from '@recto/native-ocr';
import type { Backend } from '../backend.ts';
import { imageAndPrompt } from './chat-messages.ts';
import { completion, completionEvents, nativeModel } from './completion.ts';

export function createNativeBackend(engine: NativeEngine): Backend {
  return {
    name: 'native',
    chat: async ({ body, stream, signal }) => {
      const { image, prompt } = imageAndPrompt(body);
      const { text, confidence, marked } = await engine.read({ image, prompt, signal });
      const answer = { text, confidence, approximate: marked ?? false };
      if (!stream) return { kind: 'object', value: completion(answer) };
      return {
        kind: 'bytes',
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
        body: Readable.from([completionEvents(answer)]),
      };
    },
    models: async () => [nativeModel],
    readiness: async () => {
      await engine.ready();
      return { ready: true, reason: null };
    },
    close: () => engine.close(),
  };
}
