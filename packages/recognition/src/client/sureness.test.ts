import { describe, expect, it } from 'vitest';
import { surenessOf } from './sureness.ts';

const withTokens = (...logprobs: number[]) => ({
  choices: [
    { logprobs: { content: logprobs.map((logprob) => ({ token: 'x', logprob, top_logprobs: [] })) } },
  ],
});

describe('surenessOf', () => {
  it('is the mean and the least of the token probabilities', () => {
    const sureness = surenessOf(withTokens(0, Math.log(0.5), Math.log(0.75)));
    expect(sureness).toMatchObject({ unit: 'tokens', count: 3 });
    expect(sureness?.mean).toBeCloseTo(0.75);
    expect(sureness?.min).toBeCloseTo(0.5);
  });

  it('never passes one, and holds a token that was all but impossible', () => {
    expect(surenessOf(withTokens(1e-7))).toEqual({ unit: 'tokens', mean: 1, min: 1, count: 1 });
    expect(surenessOf(withTokens(-9999))).toEqual({ unit: 'tokens', mean: 0, min: 0, count: 1 });
  });

  it('takes the words of the embedded engine for words', () => {
    const recto = {
      engine: 'native',
      confidence: 0.9,
      lowest_confidence: 0.4,
      words: 12,
      approximate: false,
    };
    expect(surenessOf({ choices: [{ logprobs: null }], recto })).toEqual({
      unit: 'words',
      mean: 0.9,
      min: 0.4,
      count: 12,
    });
  });

  it.each([
    ['no choice', { choices: [] }],
    ['null', { choices: [{ logprobs: null }] }],
    ['no tokens', withTokens()],
    ['another shape', { choices: [{ logprobs: { token_logprobs: [-1] } }] }],
    ['figures that are no numbers', { choices: [{ logprobs: { content: [{ logprob: 'sure' }] } }] }],
    ['no words', { choices: [], recto: { engine: 'native', confidence: 0, lowest_confidence: 0, words: 0 } }],
  ])('is nothing where the server gives %s', (_name, answer) => {
    expect(surenessOf(answer)).toBeNull();
  });
});
