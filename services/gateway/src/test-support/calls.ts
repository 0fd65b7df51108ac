/** Calls as the front makes them, for tests of single steps. */
import type { ChatCall } from '../call/chat-call.ts';
import { Body } from '../transport/body.ts';
import { readEnvelope } from '../transport/envelope.ts';

export function callOf(content: object, more: Partial<ChatCall> = {}): ChatCall {
  const body = Body.of(JSON.stringify(content));
  return {
    body,
    envelope: readEnvelope(body),
    changes: {},
    requestId: 'r',
    caller: 'c',
    priority: 'interactive',
    deadline: Number.POSITIVE_INFINITY,
    signal: new AbortController().signal,
    ...more,
  };
}
