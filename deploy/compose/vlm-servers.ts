/** How each server is started in a container and asked whether it is ready. All listen on 8080, as the reference's do. */
import type { ServerName } from '../accelerators.ts';
import { env, type HealthCheck, optionalFile, type Service, whenSet } from './service.ts';

const registry = 'ccr-2vdh3abv-pub.cnc.bj.baidubce.com/paddlepaddle';
const modelName = env('VLM_MODEL_NAME', 'PaddleOCR-VL-1.6-0.9B');
/** A name of the hub, or a directory below /models. */
const model = env('VLM_MODEL', 'PaddlePaddle/PaddleOCR-VL-1.6');
const moreArguments = env('VLM_EXTRA_ARGS');

/**
 * Exactly 200: FastDeploy answers 304 when its workers are dead, which `curl -f` takes for success. While a model loads,
 * vLLM and FastDeploy refuse the connection, SGLang and llama.cpp say 503.
 */
const isReady = `test "$$(curl -so /dev/null -w '%{http_code}' http://localhost:8080/health)" = 200`;

/** A slow disk or a first download must not make Docker give up: the first success ends the start period. */
const startPeriod = '30m';

const healthcheck: HealthCheck = {
  test: ['CMD-SHELL', isReady],
  interval: '10s',
  timeout: '10s',
  retries: 3,
  start_period: startPeriod,
};

/** SGLang generates a token for each probe, for which it takes up to 20 s under load (C.2). */
const sglangHealthcheck: HealthCheck = { ...healthcheck, interval: '60s', timeout: '30s' };

/** What keeps servers from dialling out for anything but a model that is not here yet. */
const quiet = { VLLM_NO_USAGE_STATS: '1', DO_NOT_TRACK: '1', HF_HUB_DISABLE_TELEMETRY: '1' };

const hubCache = {
  environment: {
    HF_HOME: '/cache',
    HF_ENDPOINT: null,
    HF_TOKEN: null,
    HF_HUB_OFFLINE: env('VLM_OFFLINE', '0'),
    TRANSFORMERS_OFFLINE: env('VLM_OFFLINE', '0'),
    ...quiet,
  },
  volumes: ['vlm-cache:/cache', `${env('VLM_MODELS_DIR', './models')}:/models:ro`],
};

const genaiConfig = '/home/paddleocr/vlm_server_config.yaml';
const genaiCommand = `paddleocr genai_server --model_name ${modelName} --host 0.0.0.0 --port 8080 --backend ${env('VLM_BACKEND')} --backend_config ${genaiConfig}`;

/** The reference's image starts itself, unless a file of flags for the server behind it is to be passed. */
export const genaiServer = (accelerator: string): Service => ({
  image: `${registry}/paddleocr-genai-${env('VLM_BACKEND')}-server:${env('VLM_IMAGE_TAG_SUFFIX', `latest-${accelerator}-offline`)}`,
  command: whenSet('VLM_CONFIG_FILE', genaiCommand),
  environment: { PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK: 'True', ...quiet },
  volumes: [optionalFile('VLM_CONFIG_FILE', genaiConfig)],
  healthcheck,
});

/** Flags of the recipes for this model (B.3): crops share no prefix and no image comes twice. */
const vllmFlags = `--trust-remote-code --max-num-batched-tokens 16384 --no-enable-prefix-caching --mm-processor-cache-gb 0`;
const vllmArguments = `--model ${model} --served-model-name ${modelName} --host 0.0.0.0 --port 8080 ${vllmFlags} ${moreArguments}`;

type UpstreamName = Exclude<ServerName, 'native' | 'vllm' | 'fastdeploy' | 'mlx-vlm'>;

export const upstreamServers: Readonly<Record<UpstreamName, (image: string) => Service>> = {
  'vllm-openai': (image) => ({
    image: env('VLLM_IMAGE', image),
    command: vllmArguments,
    ...hubCache,
    healthcheck,
  }),
  'vllm-ascend': (image) => ({
    image: env('VLLM_IMAGE', image),
    command: `vllm serve ${vllmArguments.replace('--model ', '')} --compilation-config '{"cudagraph_mode":"FULL_DECODE_ONLY"}'`,
    ...hubCache,
    environment: {
      ...hubCache.environment,
      TASK_QUEUE_ENABLE: '1',
      CPU_AFFINITY_CONF: '1',
      PYTORCH_NPU_ALLOC_CONF: 'expandable_segments:True',
    },
    healthcheck,
  }),
  sglang: (image) => ({
    image: env('SGLANG_IMAGE', image),
    command: `python3 -m sglang.launch_server --model-path ${model} --served-model-name ${modelName} --host 0.0.0.0 --port 8080 --trust-remote-code --enable-metrics ${moreArguments}`,
    ...hubCache,
    healthcheck: sglangHealthcheck,
  }),
  'llama-cpp': (image) => ({
    image: env('LLAMA_CPP_IMAGE', image),
    command: `--temp 0 ${moreArguments}`,
    environment: {
      LLAMA_ARG_HOST: '0.0.0.0',
      LLAMA_ARG_PORT: '8080',
      LLAMA_ARG_ENDPOINT_METRICS: '1',
      LLAMA_CACHE: '/cache',
      // Files below /models where there is no network, else a repository of the hub.
      LLAMA_ARG_MODEL: null,
      LLAMA_ARG_MMPROJ: null,
      LLAMA_ARG_HF_REPO: null,
      LLAMA_ARG_N_PARALLEL: null,
      LLAMA_ARG_CTX_SIZE: null,
      LLAMA_ARG_N_GPU_LAYERS: null,
      HF_TOKEN: null,
    },
    volumes: hubCache.volumes,
    tmpfs: ['/tmp'],
    read_only: true,
    healthcheck,
  }),
};
