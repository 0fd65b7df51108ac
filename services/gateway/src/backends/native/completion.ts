/** The engine's answer in the shapes of the OpenAI API. */
import { randomUUID } from 'node:crypto';

export interface EngineAnswer {
  readonly text: string;
  /** Mean and least over `words` words, 0..1, on the engine's own scale. */
  readonly confidence: number;
  readonly lowest: number;
  readonly words: number;
  /** True where the engine could only approximate what was asked (formulas, charts, seals). */
  readonly approximate: boolean;
}

export const nativeModel = 'recto-native';

const base = (id: string, created: number, object: string) => ({ id, object, created, model: nativeModel });
const extension = (answer: EngineAnswer) => ({
  recto: {
    engine: 'native',
    confidence: answer.confidence,
    lowest_confidence: answer.lowest,
    words: answer.words,
    approximate: answer.approximate,
  },
});

export const completion = (answer: EngineAnswer) => ({
  ...base(`chatcmpl-${randomUUID()}`, Math.floor(Date.now() / 1000), 'chat.completion'),
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: answer.text, refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  ...extension(answer),
});

/** Server-sent events of the same answer: role, text, end, `[DONE]`. */
export function completionEvents(answer: EngineAnswer): string {
  const head = base(`chatcmpl-${randomUUID()}`, Math.floor(Date.now() / 1000), 'chat.completion.chunk');
  const chunk = (delta: object, finish: string | null, extra: object = {}) =>
    `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...extra })}\n\n`;
  return [
    chunk({ role: 'assistant', content: '' }, null),
    chunk({ content: answer.text }, null),
    chunk({}, 'stop', extension(answer)),
    'data: [DONE]\n\n',
  ].join('');
}
