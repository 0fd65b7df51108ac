/** The embedded engine as a backend: OCR in worker threads of this process, no server, no network. */
import { Readable } from 'node:stream';
import type { NativeEngine } from '@recto/native-ocr';
import { wantsStream } from '../../call/chat-call.ts';
import type { Backend } from '../backend.ts';
import { imageAndPrompt } from './chat-messages.ts';
import { completion, completionEvents, nativeModel } from './completion.ts';

const jsonType = { 'content-type': 'application/json; charset=utf-8' };
const eventStreamType = { 'content-type': 'text/event-stream; charset=utf-8' };

export function createNativeBackend(engine: NativeEngine): Backend {
  return {
    name: 'native',
    chat: async (call) => {
      const { image, prompt } = imageAndPrompt(call.body.text('utf8'));
      const { marked, ...reading } = await engine.read({ image, prompt, signal: call.signal });
      const answer = { ...reading, approximate: marked ?? false };
      if (!wantsStream(call))
        return { headers: jsonType, body: Buffer.from(JSON.stringify(completion(answer))) };
      return {
        headers: eventStreamType,
        body: Readable.from([completionEvents(answer)], { objectMode: false }),
      };
    },
    models: async () => [nativeModel],
    health: async () => {
      await engine.ready();
      return 'ready';
    },
    load: async () => null,
    rules: { healthIntervalMs: 5_000, healthIsCostly: false, loadIntervalMs: null, stopsOnDisconnect: true },
    close: () => engine.close(),
  };
}
