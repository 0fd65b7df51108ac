/** The containers that every directory has: pipeline, gateway, Redis, and the worker that a profile adds. */
import type { Accelerator } from '../accelerators.ts';
import { confined, env, longRunning, optionalFile, type Service, whenSet } from './service.ts';

/** User of the images that are built in deploy/images. */
const rectoUser = '10001:10001';
/** The user `redis` of the Alpine image. */
const redisUser = '999:1000';
const redisImage = 'redis:8.6-alpine';
const gatewayPort = 8118;
/** Drains end 30 s after the signal; Docker's own patience is 10 s. */
const stopGrace = '40s';

export const recto = (tier: 'pipeline' | 'gateway') =>
  `${env('RECTO_REGISTRY')}recto-${tier}:${env('API_IMAGE_TAG_SUFFIX', 'latest')}`;

const tmp = '/tmp:size=256m';
const pipelineFile = '/etc/recto/pipeline.yaml';
const gatewayFile = '/etc/recto/gateway.yaml';

const nodeCheck = (url: string, startPeriod: string) => ({
  test: ['CMD', 'node', '/app/healthcheck.mjs', url],
  interval: '10s',
  timeout: '8s',
  retries: 3,
  start_period: startPeriod,
});

/** The image's own models, or those of this machine where the user names a directory. */
const modelsDirectory = `${whenSet('LAYOUT_MODELS_DIR', '/mnt')}/models`;

const jobsUrl = `redis://:${env('REDIS_PASSWORD', 'recto')}@redis:6379/0`;

const pipelineEnvironment = (accelerator: Accelerator) => ({
  VLM_BACKEND: env('VLM_BACKEND', accelerator.defaultServer),
  RECOGNITION_URL: `http://gateway:${gatewayPort}/v1`,
  RECOGNITION_MODEL: env('VLM_MODEL_NAME', 'PaddleOCR-VL-1.6-0.9B'),
  DEVICE: env('LAYOUT_DEVICE', 'cpu'),
  PIPELINE: whenSet('PIPELINE_FILE', pipelineFile),
  JOBS_URL: jobsUrl,
  DATA_DIR: '/data',
  SPOOL_DIR: '/data/spool',
  MODELS_DIR: modelsDirectory,
});

/** On the card, layout wants NVIDIA's runtime; without it the container is an ordinary one and sees no card. */
const layoutCard = ({ layoutOnCard }: Accelerator): Partial<Service> =>
  layoutOnCard ? { runtime: env('LAYOUT_RUNTIME', 'runc') } : {};

const layoutCardEnvironment = ({ layoutOnCard }: Accelerator): Record<string, string> =>
  layoutOnCard
    ? {
        NVIDIA_VISIBLE_DEVICES: env('LAYOUT_DEVICE_ID', '0'),
        NVIDIA_DRIVER_CAPABILITIES: 'compute,utility',
      }
    : {};

const pipelineVolumes = [
  'pipeline-data:/data',
  optionalFile('PIPELINE_FILE', pipelineFile),
  optionalFile('LAYOUT_MODELS_DIR', '/mnt/models'),
];

export function pipelineService(accelerator: Accelerator): Service {
  return {
    image: recto('pipeline'),
    user: rectoUser,
    ports: [`${env('PIPELINE_PORT', '8080')}:8080`],
    env_file: '.env',
    environment: {
      HOST: '0.0.0.0',
      PORT: '8080',
      ...pipelineEnvironment(accelerator),
      ...layoutCardEnvironment(accelerator),
    },
    volumes: pipelineVolumes,
    tmpfs: [tmp],
    ...layoutCard(accelerator),
    ...confined,
    depends_on: {
      gateway: { condition: 'service_started' },
      redis: { condition: 'service_started' },
    },
    // Healthy is able to parse: the gateway, and the server behind it, answer. A model may load for half an hour.
    healthcheck: nodeCheck('http://127.0.0.1:8080/health/ready', '30m'),
    stop_grace_period: stopGrace,
    ...longRunning,
  };
}

/** A pipeline that only works on jobs; the volume of data has their inputs and results. */
export function workerService(accelerator: Accelerator): Service {
  const { ports: _, ...pipeline } = pipelineService(accelerator);
  return {
    ...pipeline,
    profiles: ['worker'],
    environment: { ...pipeline.environment, JOBS_ROLE: 'worker' },
  };
}

export function gatewayService(accelerator: Accelerator): Service {
  return {
    image: recto('gateway'),
    user: rectoUser,
    env_file: '.env',
    environment: {
      GATEWAY_HOST: '0.0.0.0',
      GATEWAY_PORT: String(gatewayPort),
      VLM_BACKEND: env('VLM_BACKEND', accelerator.defaultServer),
      VLM_SERVER_URL: env('VLM_SERVER_URL', serverUrl(accelerator)),
      GATEWAY_CONFIG: whenSet('GATEWAY_FILE', gatewayFile),
    },
    volumes: [optionalFile('GATEWAY_FILE', gatewayFile)],
    tmpfs: [tmp],
    ...(accelerator.onHost ? { extra_hosts: ['host.docker.internal:host-gateway'] } : {}),
    ...confined,
    // Whether its servers are there is not its own health: it starts before them and waits for them itself.
    healthcheck: nodeCheck(`http://127.0.0.1:${gatewayPort}/health`, '30s'),
    stop_grace_period: stopGrace,
    ...longRunning,
  };
}

/** mlx-vlm takes its root, the others their `/v1` (deploy-and-backends B.2). */
const serverUrl = ({ onHost }: Accelerator) =>
  onHost ? 'http://host.docker.internal:8111/' : 'http://vlm:8080/v1';

/** The password reaches Redis by its standard input, and its client by a variable: neither shows in a list of processes. */
const redisStart = `exec redis-server - <<EOF
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
requirepass $$REDIS_PASSWORD
EOF
`;

export const redisService: Service = {
  image: env('REDIS_IMAGE', redisImage),
  user: redisUser,
  command: ['sh', '-c', redisStart],
  environment: {
    REDIS_PASSWORD: env('REDIS_PASSWORD', 'recto'),
    REDISCLI_AUTH: env('REDIS_PASSWORD', 'recto'),
  },
  volumes: ['redis-data:/data'],
  tmpfs: ['/tmp'],
  ...confined,
  healthcheck: {
    test: ['CMD-SHELL', 'redis-cli ping | grep -q PONG'],
    interval: '10s',
    timeout: '5s',
    retries: 3,
    start_period: '30s',
  },
  ...longRunning,
};
