import { describe, expect, it } from 'vitest';
import { type HealthReading, type RemoteBackendName, remoteBackendNames } from './backend-kind.ts';
import { backendKinds } from './kinds.ts';

const health = (name: RemoteBackendName, status: number, body: unknown = null): HealthReading =>
  backendKinds[name].health.read({ status, text: '', json: body });

describe('kinds of servers', () => {
  it('are filed under their own names', () => {
    for (const name of remoteBackendNames) expect(backendKinds[name].name).toBe(name);
  });

  it('are ready with 2xx only: FastDeploy says 304 when its workers are dead', () => {
    for (const name of remoteBackendNames) {
      expect([health(name, 200), health(name, 304), health(name, 500)]).toEqual(['ready', 'down', 'down']);
    }
    expect(health('llama-cpp-server', 503)).toBe('loading');
    expect(health('fastdeploy-server', 404)).toBe('loading');
  });

  it('sleep where mlx-vlm has no model in memory', () => {
    expect(health('mlx-vlm-server', 200, { status: 'healthy', loaded_model: null })).toBe('asleep');
    expect(health('mlx-vlm-server', 200, { status: 'healthy', loaded_model: 'm' })).toBe('ready');
  });

  it('probe SGLang rarely and patiently: each probe costs it a token', () => {
    const { intervalMs, timeoutMs, costly } = backendKinds['sglang-server'].health;
    expect([intervalMs >= 10_000, timeoutMs > 20_000, costly]).toEqual([true, true, true]);
  });

  it('tell their load each in its own words', () => {
    const load = (name: RemoteBackendName, text: string) => backendKinds[name].load?.read(text);
    const vllm = [
      '# HELP vllm:num_requests_running Number of requests',
      '# TYPE vllm:num_requests_running gauge',
      'vllm:num_requests_running{engine="0",model_name="a b"} 3.0',
      'vllm:num_requests_running{engine="1",model_name="a b"} 2.0',
      'vllm:num_requests_waiting{engine="0",model_name="a b"} 4.0',
      'vllm:num_requests_waiting_by_reason{reason="capacity"} 4.0',
    ].join('\n');
    expect(load('vllm-server', vllm)).toBe(9);
    expect(load('sglang-server', 'sglang:num_running_reqs 2\nsglang:num_queue_reqs{a="b"} 1\n')).toBe(3);
    expect(
      load('fastdeploy-server', 'fastdeploy:num_requests_running 2\nfastdeploy:num_requests_waiting 3'),
    ).toBe(32);
    expect(load('llama-cpp-server', 'llamacpp:requests_processing 4\nllamacpp:requests_deferred 5')).toBe(9);
    expect(load('mlx-vlm-server', '{"runtime":{"request_queue_depth":6}}')).toBe(6);
    expect(load('mlx-vlm-server', '{"request_queue_depth":7}')).toBe(7);
    for (const name of remoteBackendNames) expect(load(name, 'nothing of the kind') ?? null).toBeNull();
  });
});
