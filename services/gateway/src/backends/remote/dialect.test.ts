import { describe, expect, it } from 'vitest';
import { dialects, translate } from './dialect.ts';

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
    expect(translate(canonical, dialects['vllm-server'])).toEqual({});
  });

  it('speaks llama.cpp: max_tokens, repeat_penalty, nothing it ignores', () => {
    expect(translate(canonical, dialects['llama-cpp-server'])).toEqual({
      max_completion_tokens: undefined,
      max_tokens: 4096,
      repetition_penalty: undefined,
      repeat_penalty: 1.1,
      skip_special_tokens: undefined,
      mm_processor_kwargs: undefined,
    });
  });

  it('asks FastDeploy for the likeliest token in its own way', () => {
    const fastdeploy = dialects['fastdeploy-server'];
    expect(translate({ temperature: 0 }, fastdeploy)).toEqual({ temperature: 1, top_p: 0 });
    expect(translate({ temperature: 0.2 }, fastdeploy)).toEqual({});
    expect(translate({ temperature: 0 }, dialects['vllm-server'])).toEqual({});
  });

  it('keeps what a caller said in the server’s own words', () => {
    const set = translate({ max_completion_tokens: 10, max_tokens: 5 }, dialects['mlx-vlm-server']);
    expect(set).toEqual({ max_completion_tokens: undefined });
  });
});
