import { describe, expect, it } from 'vitest';
import { executionProviders } from './execution-providers.ts';

describe('executionProviders', () => {
  it('maps devices, keeps the CPU as the last resort', () => {
    expect(executionProviders('cpu')).toEqual(['cpu']);
    expect(executionProviders('gpu')).toEqual([{ name: 'cuda', deviceId: 0 }, 'cpu']);
    expect(executionProviders('CUDA:2')).toEqual([{ name: 'cuda', deviceId: 2 }, 'cpu']);
    expect(executionProviders('coreml')).toEqual(['coreml', 'cpu']);
    expect(executionProviders('dml:1')).toEqual([{ name: 'dml', deviceId: 1 }, 'cpu']);
  });

  it.each(['', 'npu', 'cpu:0', 'gpu:x', 'gpu:0:1', 'gpu:', 'constructor'])('refuses %j', (device) => {
    expect(() => executionProviders(device)).toThrow(expect.objectContaining({ code: 'settings.invalid' }));
  });
});
