import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChunk } from './chunk.ts';
import { ChunkReader } from './chunk-reader.ts';
import { CompletionBuilder } from './completion-builder.ts';

const chunk = (delta: object, choice: object = {}, more: object = {}) => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: null, ...choice }],
  ...more,
});

/** What comes of a stream, and how many of its chunks were parsed. */
function built(stream: readonly string[]) {
  const chunks = new ChunkReader();
  const builder = new CompletionBuilder();
  let parsed = 0;
  for (const data of stream) {
    const text = chunks.textIn(data);
    if (text !== null) builder.addContent(chunks.index, text);
    else {
      parsed += 1;
      builder.add(chunks.parse(data));
    }
  }
  return { completion: builder.completion(), parsed };
}

function plainlyBuilt(stream: readonly string[]) {
  const builder = new CompletionBuilder();
  for (const data of stream) builder.add(readChunk(data));
  return builder.completion();
}

const words = ['Recto ', 'reads\n', 'a "page"', '漢😀', '\\', '', '</tr>', 'back\\slash"'];

describe('a stream of chunks', () => {
  it('is parsed where it says something new, and for the rest compared', () => {
    const stream = [
      chunk({ role: 'assistant', content: '' }),
      ...words.map((content) => chunk({ content })),
      chunk({}, { finish_reason: 'stop' }),
      { id: 'c', choices: [], usage: { completion_tokens: 9 } },
    ].map((value) => JSON.stringify(value));
    const { completion, parsed } = built(stream);
    expect(completion).toEqual(plainlyBuilt(stream));
    expect(completion).toMatchObject({ choices: [{ message: { content: words.join('') } }] });
    expect(parsed).toBe(4);
  });

  it('gives the same however it is written and whatever it says', () => {
    const content = fc.oneof(
      fc.constantFrom(...words, '"content":"', '","content":"x', 'content'),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const delta = fc.oneof(
      { weight: 8, arbitrary: content.map((text) => ({ content: text })) },
      content.map((text) => ({ role: null, content: text })),
      content.map((text) => ({ reasoning_content: text })),
      content.map((text) => ({ content: text, refusal: text })),
      fc.constant({ content: null }),
    );
    const choice = fc.oneof(
      { weight: 6, arbitrary: fc.constant({}) },
      fc.constant({ index: 1 }),
      content.map((token) => ({ logprobs: { content: [{ token, content: 'x' }] } })),
      fc.constant({ logprobs: null }),
      fc.constant({ finish_reason: 'length' }),
    );
    const more = fc.oneof(
      { weight: 6, arbitrary: fc.constant({}) },
      fc.constantFrom({ usage: { n: 1 } }, { content: 'y' }, { id: 'd' }),
    );
    const written = fc
      .tuple(delta, choice, more, fc.constantFrom(undefined, 1))
      .map(([d, c, m, space]) => JSON.stringify(chunk(d, c, m), null, space));
    fc.assert(
      fc.property(fc.array(written, { maxLength: 12 }), (stream) => {
        expect(built(stream).completion).toEqual(plainlyBuilt(stream));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not compared for ever where no two chunks are alike', () => {
    const stream = Array.from({ length: 50 }, (_, created) =>
      JSON.stringify(chunk({ content: 'x' }, {}, { created })),
    );
    const { completion, parsed } = built(stream);
    expect(completion).toEqual(plainlyBuilt(stream));
    expect(parsed).toBe(50);
  });

  it('throws what is no chunk, in the middle of it', () => {
    const reader = new ChunkReader();
    reader.parse(JSON.stringify(chunk({ content: 'a' })));
    for (const data of ['{', '[]', '{"error":{"message":"dead","code":500}}']) {
      expect(reader.textIn(data)).toBeNull();
      expect(() => reader.parse(data)).toThrow();
    }
  });
});
