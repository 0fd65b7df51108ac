import { describe, expect, it } from 'vitest';
import { backendKinds } from '../kinds.ts';
import { translate } from './translate.ts';

const canonical = {
  model: 'm',
  messages: [],
  max_completion_tokens: 4096,
  repetition_penalty: 1.1,
  skip_special_tokens: true,
  mm_processor_kwargs: { min_pixels: 1, max_pixels: 2 },
};

describe('translate', () => {
  it('leaves a vLLM request as it is', () => {
    expect(translate(canonical, backendKinds['vllm-server'].parameters)).toEqual({});
  });

  it('speaks llama.cpp: max_tokens, repeat_penalty, nothing it ignores', () => {
    expect(translate(canonical, backendKinds['llama-cpp-server'].parameters)).toEqual({
      max_completion_tokens: undefined,
      max_tokens: 4096,
      repetition_penalty: undefined,
      repeat_penalty: 1.1,
      skip_special_tokens: undefined,
      mm_processor_kwargs: undefined,
    });
  });

  it('asks FastDeploy for the likeliest token in its own way', () => {
    const fastdeploy = backendKinds['fastdeploy-server'].parameters;
    expect(translate({ temperature: 0 }, fastdeploy)).toEqual({ temperature: 1, top_p: 0 });
    expect(translate({ temperature: 0.2 }, fastdeploy)).toEqual({});
    expect(translate({ temperature: 0 }, backendKinds['vllm-server'].parameters)).toEqual({});
  });

  it('tells a server of no known kind only what OpenAI’s own would take', () => {
    const set = translate(canonical, backendKinds['openai-server'].parameters);
    expect(Object.keys(set)).toEqual(['mm_processor_kwargs', 'skip_special_tokens', 'repetition_penalty']);
  });

  it('keeps what a caller said in the server’s own words', () => {
    const set = translate(
      { max_completion_tokens: 10, max_tokens: 5 },
      backendKinds['mlx-vlm-server'].parameters,
    );
    expect(set).toEqual({ max_completion_tokens: undefined });
  });
});
