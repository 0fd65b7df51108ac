/** `compose/multi-gpu`: the same server on each of several NVIDIA cards, behind the one gateway. VLM_CARDS says how many. */
import { type Accelerator, accelerators } from '../accelerators.ts';
import { type EnvLine, envSections, envText, optional, set } from './env-file.ts';
import { composeYaml } from './render.ts';
import { type ComposeFile, env, type Service } from './service.ts';
import { gatewayService, pipelineService, redisService, workerService } from './tiers.ts';
import { genaiServer } from './vlm-servers.ts';
import { inPlace } from './vlm-services.ts';

const mostCards = 8;
const cards = Array.from({ length: mostCards }, (_, index) => index);
const poolsFile = '/etc/recto/gateway.yaml';
const deviceVariable = (card: number) => `VLM_DEVICE_ID_${card}`;
const profile = (count: number) => `cards-${count}`;
const poolsName = (count: number | string) => `pools-${count}`;

export function multiGpuFiles(): Map<string, string> {
  const nvidia = accelerators.find(({ name }) => name === 'nvidia-gpu');
  if (nvidia === undefined) throw new Error('the table has no nvidia-gpu');
  const header = [
    'Recto on several NVIDIA GPUs: one server on each, one gateway in front. Generated from deploy/accelerators.ts.',
    `VLM_CARDS in .env says how many, from 1 to ${mostCards}. The gateway shares calls among them by live load, leaves out`,
    'one that fails, and reads with its embedded engine while none is there.',
  ];
  return new Map([
    ['compose/multi-gpu/compose.yaml', composeYaml(composeFile(nvidia), header)],
    ['compose/multi-gpu/.env', multiGpuEnv(nvidia)],
  ]);
}

function composeFile(nvidia: Accelerator): ComposeFile {
  return {
    name: 'recto',
    services: {
      pipeline: pipelineService(nvidia),
      gateway: gatewayOfCards(nvidia),
      ...Object.fromEntries(cards.map((card) => [`vlm-${card}`, serverOnCard(nvidia, card)])),
      redis: redisService,
      worker: workerService(nvidia),
    },
    volumes: { 'pipeline-data': null, 'redis-data': null },
    configs: Object.fromEntries(
      cards.map((card) => [poolsName(card + 1), { content: poolsOfCards(card + 1) }]),
    ),
  };
}

function gatewayOfCards(nvidia: Accelerator): Service {
  const gateway = gatewayService(nvidia);
  const { VLM_SERVER_URL: _, ...environment } = gateway.environment ?? {};
  return {
    ...gateway,
    environment: { ...environment, GATEWAY_CONFIG: poolsFile },
    volumes: [],
    configs: [{ source: poolsName(env('VLM_CARDS', '2')), target: poolsFile }],
  };
}

/** Runs when VLM_CARDS is large enough to reach its card. */
function serverOnCard(nvidia: Accelerator, card: number): Service {
  const wiring = { ...nvidia.wiring, nvidiaDeviceVariable: deviceVariable(card) };
  return {
    ...inPlace(genaiServer(nvidia.name), wiring, card),
    profiles: cards.filter((other) => other >= card).map((other) => profile(other + 1)),
  };
}

/** Compose fills in the model's name. */
const poolsOfCards = (count: number): string =>
  [
    'pools:',
    `  - model: ${env('VLM_MODEL_NAME', 'PaddleOCR-VL-1.6-0.9B')}`,
    '    aliases: ["*"]',
    `    backend: ${env('VLM_BACKEND', 'vllm')}-server`,
    '    replicas:',
    ...cards.slice(0, count).map((card) => `      - url: http://vlm-${card}:8080/v1`),
    '    fallback: [recto-native]',
    '  - model: recto-native',
    '    backend: native',
    '    replicas: [{}]',
    '',
  ].join('\n');

/** The lines of the directory of one card, and what stands in place of some of them. */
function multiGpuEnv(nvidia: Accelerator): string {
  const inPlaceOf: Readonly<Record<string, readonly EnvLine[]>> = {
    VLM_BACKEND: [
      set('VLM_BACKEND', 'vllm', `What reads the crops, on every card: ${nvidia.genai.join(' or ')}.`),
    ],
    COMPOSE_PROFILES: [
      set('VLM_CARDS', '2', `How many cards, from 1 to ${mostCards}; each gets a server.`),
      set(
        'COMPOSE_PROFILES',
        `cards-\${VLM_CARDS}`,
        `Starts that many servers. "cards-\${VLM_CARDS},worker" adds a process that works on jobs.`,
      ),
    ],
    VLM_DEVICE_ID: [
      optional(
        'VLM_DEVICE_ID_0',
        '0',
        'Their cards, as nvidia-smi numbers them, where they are not 0, 1, 2, …',
      ),
      optional(deviceVariable(1), '1'),
    ],
    VLM_SERVER_URL: [],
    GATEWAY_FILE: [],
  };
  const sections = envSections({ ...nvidia, upstream: {} });
  return envText(
    'Recto on several NVIDIA GPUs.',
    sections.map((lines) => lines.flatMap((line) => inPlaceOf[line.name] ?? [line])),
  );
}
