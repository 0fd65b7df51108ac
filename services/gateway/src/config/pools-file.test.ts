import { ConfigError } from '@recto/service-kit';
import { describe, expect, it } from 'vitest';
import { readGatewayConfig } from './gateway-config.ts';
import { type PoolsFileContext, parsePools } from './pools-file.ts';

const context: PoolsFileContext = {
  environment: { KEY: 'secret' },
  fallbacks: {
    limits: { connectMs: 1, firstByteMs: 2, idleMs: 3, attemptMs: 4 },
    concurrency: (backend) => (backend === 'native' ? 2 : 64),
  },
  readImage: (path) => `data:image/png;base64,${path}`,
};

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('the file of pools', () => {
  it('says everything about a pool, and what it leaves open has a default', () => {
    const [large, small] = parsePools(
      `
pools:
  - model: PaddleOCR-VL
    aliases: [ocr, "*"]
    backend: vllm-server
    api_key: \${KEY}
    concurrency: { initial: 4, min: 1, max: 32 }
    replicas:
      - url: http://a:8000/v1
      - { url: "http://b:8000", weight: 2, model: served-here, backend: sglang-server, concurrency: 8 }
    defaults: { repetition_penalty: 1.05 }
    fallback: [recto-native]
    warm_up: { image: warm.png, expect: hello }
    timeouts: { idle_ms: 50 }
  - model: recto-native
    backend: native
    replicas: [{}]
`,
      context,
    );
    expect(large).toMatchObject({
      name: 'PaddleOCR-VL',
      aliases: ['ocr'],
      takesAnyModel: true,
      defaults: { repetition_penalty: 1.05 },
      fallbacks: ['recto-native'],
      warmUp: { image: 'data:image/png;base64,warm.png', prompt: 'OCR:', expect: 'hello' },
      limits: { connectMs: 1, firstByteMs: 2, idleMs: 50, attemptMs: 4 },
    });
    expect(large?.replicas).toEqual([
      {
        backend: 'vllm-server',
        url: 'http://a:8000/v1',
        weight: 1,
        modelName: 'PaddleOCR-VL',
        apiKey: 'secret',
        concurrency: { initial: 4, min: 1, max: 32 },
      },
      {
        backend: 'sglang-server',
        url: 'http://b:8000',
        weight: 2,
        modelName: 'served-here',
        apiKey: 'secret',
        concurrency: 8,
      },
    ]);
    expect(small).toMatchObject({
      takesAnyModel: false,
      warmUp: null,
      replicas: [{ concurrency: 2, url: null }],
    });
  });

  it('lists every mistake with its place and no value', () => {
    const text = `
pools:
  - model: a
    backend: vlm
    replicas: []
  - model: b
    backend: vllm-server
    wieght: 2
    replicas: [{ url: "file:///etc/passwd", api_key: "\${NOT_SET}" }]
`;
    const problems = problemsOf(() => parsePools(text, context)).join('\n');
    expect(problems).toContain('the variable NOT_SET is not set');
    expect(problems).toContain('pools[0].backend: must be one of native, vllm-server');
    expect(problems).toContain('pools[0].replicas: must name at least one replica');
    expect(problems).toContain('pools[1].replicas[0].url: must be an http(s) URL');
    expect(problems).toContain('wieght');
    expect(problems).not.toContain('passwd');
  });

  it('notices names that are taken, fallbacks that are not there, and servers without an address', () => {
    const text = `
pools:
  - { model: a, aliases: [x], backend: vllm-server, replicas: [{}], fallback: [nobody] }
  - { model: x, backend: native, replicas: [{}, {}] }
`;
    expect(problemsOf(() => parsePools(text, context))).toEqual([
      'GATEWAY_CONFIG: pools[0].fallback: nobody is no other pool',
      'GATEWAY_CONFIG: pools[0].replicas[0].url: must be set',
      'GATEWAY_CONFIG: pools[1]: the name x is taken by another pool',
      'GATEWAY_CONFIG: pools[1]: the native engine is one replica, alone in its pool',
    ]);
    expect(problemsOf(() => parsePools('a: [', context))).toEqual(['GATEWAY_CONFIG: the file is not YAML']);
  });
});

describe('the environment alone', () => {
  it('makes one pool that takes any model', () => {
    const { pools } = readGatewayConfig({
      VLM_BACKEND: 'vllm-server',
      VLM_SERVER_URL: 'http://a/v1, http://b/v1',
      VLM_API_KEY: 'k',
      VLM_MAX_CONCURRENCY: '7',
    });
    expect(pools).toHaveLength(1);
    expect(pools[0]).toMatchObject({ takesAnyModel: true, name: 'default' });
    expect(pools[0]?.replicas.map(({ url, concurrency, apiKey }) => [url, concurrency, apiKey])).toEqual([
      ['http://a/v1', 7, 'k'],
      ['http://b/v1', 7, 'k'],
    ]);
    expect(readGatewayConfig({}).pools[0]).toMatchObject({ name: 'recto-native', replicas: [{ url: null }] });
  });

  it.each([
    ['vllm', 192],
    ['sglang', 192],
    ['llama-cpp', 64],
    ['openai-server', 64],
  ])('gives %s as many calls at once as it can make use of', (VLM_BACKEND, places) => {
    const { pools } = readGatewayConfig({ VLM_BACKEND, VLM_SERVER_URL: 'http://vlm:8080/v1' });
    expect(pools[0]?.replicas[0].concurrency).toBe(places);
  });

  it('knows servers by the names of compose/', () => {
    const kinds = ['vllm', 'vllm-openai', 'vllm-ascend', 'sglang', 'fastdeploy', 'llama-cpp'].map(
      (VLM_BACKEND) =>
        readGatewayConfig({ VLM_BACKEND, VLM_SERVER_URL: 'http://vlm:8080/v1' }).pools[0]?.replicas[0]
          .backend,
    );
    expect(kinds).toEqual([
      'vllm-server',
      'vllm-server',
      'vllm-server',
      'sglang-server',
      'fastdeploy-server',
      'llama-cpp-server',
    ]);
    expect(
      problemsOf(() => readGatewayConfig({ VLM_BACKEND: 'mlx-vlm', VLM_SERVER_URL: 'http://a' })),
    ).toEqual([expect.stringMatching(/^VLM_MODEL_NAME: must be set where VLM_BACKEND is mlx-vlm-server/)]);
    expect(problemsOf(() => readGatewayConfig({ VLM_BACKEND: 'constructor' }))).toHaveLength(1);
  });

  it('names what is wrong', () => {
    const problems = (variables: Record<string, string>) => problemsOf(() => readGatewayConfig(variables));
    expect(problems({ VLM_BACKEND: 'vllm-server' })).toEqual([
      'VLM_SERVER_URL: must be set where VLM_BACKEND is vllm-server',
    ]);
    expect(problems({ VLM_BACKEND: 'mlx-vlm-server', VLM_SERVER_URL: 'http://a,b' })).toHaveLength(2);
    expect(problems({ GATEWAY_CONFIG: '/nowhere.yaml' })[0]).toContain('cannot be read');
  });
});
