import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChunk } from './chunk.ts';
import { CompletionBuilder, type Cut } from './completion-builder.ts';

interface Choice {
  readonly index: number;
  readonly message: { readonly content: string | null };
  readonly logprobs: { readonly content: unknown[] } | null;
  readonly finish_reason: string | null;
}

const built = (chunks: object[], cut: Cut | null = null): { choices: Choice[] } => {
  const builder = new CompletionBuilder();
  for (const chunk of chunks) builder.add(readChunk(JSON.stringify(chunk)));
  return builder.completion(cut) as { choices: Choice[] };
};
const piece = (delta: object, more: object = {}) => ({ id: 'c', choices: [{ index: 0, delta, ...more }] });
const logprob = (token: string) => ({ token, logprob: -0.1, bytes: null, top_logprobs: [] });

describe('a completion from its chunks', () => {
  it('has every member that the server sent, once', () => {
    const answer = built([
      {
        id: 'c',
        object: 'chat.completion.chunk',
        created: 3,
        model: 'm',
        system_fingerprint: 'f',
        choices: [],
        usage: null,
      },
      piece({ role: 'assistant', content: '' }, { logprobs: null }),
      piece({ reasoning_content: 'hm' }, {}),
      piece({ content: 'Hel' }, { logprobs: { content: [logprob('Hel')], refusal: null } }),
      piece({ content: 'lo' }, { logprobs: { content: [logprob('lo')] } }),
      piece({}, { finish_reason: 'stop', stop_reason: 7 }),
      { id: 'c', choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
    ]);
    expect(answer).toEqual({
      id: 'c',
      object: 'chat.completion',
      created: 3,
      model: 'm',
      system_fingerprint: 'f',
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello', reasoning_content: 'hm' },
          logprobs: { content: [logprob('Hel'), logprob('lo')] },
          finish_reason: 'stop',
          stop_reason: 7,
        },
      ],
    });
  });

  it('keeps choices apart and puts tool calls together', () => {
    const call = (index: number, of: object, more: object = {}) =>
      piece({ tool_calls: [{ index, function: of, ...more }] });
    const answer = built([
      { choices: [{ index: 1, delta: { content: 'b' }, finish_reason: 'stop' }] },
      call(0, { name: 'f', arguments: '{"a"' }, { id: 't', type: 'function' }),
      call(0, { arguments: ':1}' }),
      call(1, { name: 'g', arguments: '' }, { id: 'u', type: 'function' }),
    ]);
    expect(answer.choices.map(({ index }) => index)).toEqual([0, 1]);
    expect(answer.choices[0]?.message).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 't', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        { id: 'u', type: 'function', function: { name: 'g', arguments: '' } },
      ],
    });
  });

  it('is the text of the deltas, however it was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const [choice] = built([
          piece({ role: 'assistant' }),
          ...texts.map((content) => piece({ content })),
        ]).choices;
        expect(choice?.message.content ?? '').toBe(texts.join(''));
      }),
    );
  });

  it('is cut with its log probabilities, and never inside a tag or a character', () => {
    const cut = (texts: string[], length: number) => {
      const pieces = texts.map((content) =>
        piece({ content }, { logprobs: { content: [logprob(content)] } }),
      );
      const [choice] = built(pieces, { index: 0, member: 'content', length }).choices;
      return [choice?.message.content, choice?.logprobs?.content.length, choice?.finish_reason];
    };
    expect(cut(['one ', 'two ', 'three'], 8)).toEqual(['one two ', 2, 'repetition']);
    expect(cut(['<fcel>', 'a', '<nl>', '<fcel>'], 13)).toEqual(['<fcel>a<nl><fcel>', 4, 'repetition']);
    expect(cut(['1 < 2 and ', '3 > 2'], 8)[0]).toBe('1 < 2 an');
    expect(cut(['x', '😀'], 2)[0]).toBe('x😀');
  });
});
