/** `.env`: the three variables of the reference, then ours, each with its comment. */
import { type Accelerator, type ServerName, serversOf } from '../accelerators.ts';

/** A variable; commented out where `isSet` is false, because its default stands in compose.yaml. */
export interface EnvLine {
  readonly comment: readonly string[];
  readonly name: string;
  readonly value: string;
  readonly isSet: boolean;
}

export const set = (name: string, value: string, ...comment: string[]): EnvLine => ({
  name,
  value,
  comment,
  isSet: true,
});
export const optional = (name: string, value: string, ...comment: string[]): EnvLine => ({
  name,
  value,
  comment,
  isSet: false,
});

const serverWords: Readonly<Record<ServerName, string>> = {
  native: 'the engine embedded in the gateway (Tesseract), no model and no card',
  vllm: "vLLM in the reference's image",
  fastdeploy: "FastDeploy in the reference's image",
  'vllm-openai': "vLLM in its own project's image",
  'vllm-ascend': "vLLM-Ascend in its own project's image, without privileges",
  sglang: "SGLang in its own project's image",
  'llama-cpp': "llama.cpp in its own project's image",
  'mlx-vlm': 'MLX-VLM on this Mac, outside Docker: mlx_vlm.server --port 8111',
};

export const envFile = (accelerator: Accelerator): string =>
  envText(`Recto on: ${accelerator.title}.`, envSections(accelerator));

export const envSections = (accelerator: Accelerator): EnvLine[][] =>
  [imageLines, serverLines, deviceLines, stackLines].map((lines) => lines(accelerator));

export function envText(title: string, sections: readonly (readonly EnvLine[])[]): string {
  return `${[
    `# ${title} Generated from deploy/accelerators.ts ("npm run generate").`,
    ...sections.map((lines) => lines.map(lineText).join('\n')),
    '# Any other variable of Recto may stand here, too: both services get this file. See .env.example and README.md.',
  ].join('\n\n')}\n`;
}

const lineText = ({ comment, name, value, isSet }: EnvLine) =>
  [...comment.map((line) => `# ${line}`), `${isSet ? '' : '# '}${name}=${value}`].join('\n');

function imageLines({ name, genai, layoutOnCard }: Accelerator): EnvLine[] {
  const cuda = layoutOnCard ? ['Layout on the card wants the image with CUDA:', `latest-${name}-cuda.`] : [];
  return [
    set(
      'API_IMAGE_TAG_SUFFIX',
      `latest-${name}`,
      `Images of Recto, by tag: latest-${name} or VERSION-${name}; with -offline, the larger layout models are inside.`,
      ...(cuda.length > 0 ? [cuda.join(' ')] : []),
    ),
    optional('RECTO_REGISTRY', 'registry.example.com/team/', 'Where they come from, with its last slash.'),
    ...(genai.length > 0
      ? [
          set(
            'VLM_IMAGE_TAG_SUFFIX',
            `latest-${name}-offline`,
            "Tag of the reference's server image; without -offline it fetches its model at the first start.",
          ),
        ]
      : []),
  ];
}

function serverLines(accelerator: Accelerator): EnvLine[] {
  const servers = serversOf(accelerator);
  return [
    set(
      'VLM_BACKEND',
      accelerator.defaultServer,
      'What reads the crops:',
      ...servers.map((name) => `  ${name.padEnd(11)}  ${serverWords[name]}`),
    ),
    set(
      'COMPOSE_PROFILES',
      `\${VLM_BACKEND}`,
      `Starts the server named above and no other. "\${VLM_BACKEND},worker" adds a process that works on jobs.`,
    ),
    ...modelLines(accelerator, servers),
    optional(
      'VLM_SERVER_URL',
      'http://gpu-machine:8000/v1',
      'A server that runs somewhere else, or several, separated by commas; give its kind as VLM_BACKEND and leave',
      'COMPOSE_PROFILES empty.',
    ),
  ];
}

function modelLines({ onHost, genai, upstream }: Accelerator, servers: readonly ServerName[]): EnvLine[] {
  const lines: EnvLine[] = [];
  if (onHost) {
    lines.push(set('VLM_MODEL_NAME', 'PaddlePaddle/PaddleOCR-VL-1.5', 'The model that MLX-VLM is to load.'));
  } else {
    lines.push(
      set('VLM_MODEL_NAME', 'PaddleOCR-VL-1.6-0.9B', 'The name under which a server serves its model.'),
    );
  }
  if (genai.length > 0) {
    lines.push(
      optional(
        'VLM_CONFIG_FILE',
        './vlm_server_config.yaml',
        "Flags for the server in the reference's image, as its --backend_config takes them.",
      ),
    );
  }
  if (servers.some((name) => name in hubServers)) {
    lines.push(
      optional(
        'VLM_MODEL',
        'PaddlePaddle/PaddleOCR-VL-1.6',
        "What a project's own image serves: a name of the Hugging Face hub, or a directory below /models.",
      ),
      optional('VLM_OFFLINE', '1', 'The server asks the hub for nothing; VLM_MODEL must be a directory.'),
    );
  }
  if ('llama-cpp' in upstream) {
    lines.push(
      set(
        'LLAMA_ARG_HF_REPO',
        'PaddlePaddle/PaddleOCR-VL-1.5-GGUF',
        'What llama.cpp serves: a repository of the hub, or with LLAMA_ARG_MODEL and LLAMA_ARG_MMPROJ two files below',
        '/models (leave this one empty then).',
      ),
      optional('LLAMA_ARG_N_PARALLEL', '4', 'Crops that llama.cpp reads at once.'),
    );
  }
  if (Object.keys(upstream).length > 0) {
    lines.push(
      optional(
        'VLM_MODELS_DIR',
        './models',
        "Directory of this machine that a project's own image sees as /models.",
      ),
      optional('VLM_EXTRA_ARGS', '', "More arguments for the server in a project's own image."),
    );
  }
  return lines;
}

const hubServers: Partial<Record<ServerName, true>> = {
  'vllm-openai': true,
  'vllm-ascend': true,
  sglang: true,
};

function deviceLines({ wiring, layoutOnCard }: Accelerator): EnvLine[] {
  const lines: EnvLine[] = [];
  if (wiring.nvidiaDeviceVariable) {
    lines.push(set(wiring.nvidiaDeviceVariable, '0', 'The card of the server, as nvidia-smi numbers them.'));
  }
  if (wiring.visibleDevices) lines.push(set(wiring.visibleDevices[0], '0', 'The card of the server.'));
  if (wiring.shmSize) {
    lines.push(optional('VLM_SHM_SIZE', wiring.shmSize, 'Most shared memory that the server may use.'));
  }
  lines.push(
    set(
      'LAYOUT_DEVICE',
      'cpu',
      ...(layoutOnCard
        ? [
            'Where layout is detected. On the processor, the card is left to the model. On the card: gpu:0, with',
            'LAYOUT_RUNTIME=nvidia, and the image with CUDA (above).',
          ]
        : ['Where layout is detected.']),
    ),
  );
  if (layoutOnCard) {
    lines.push(
      optional('LAYOUT_RUNTIME', 'nvidia'),
      optional('LAYOUT_DEVICE_ID', '0', 'Its card, as nvidia-smi numbers them.'),
    );
  }
  return lines;
}

const stackLines = (): EnvLine[] => [
  set('PIPELINE_PORT', '8080', 'The only port that is open on this machine.'),
  optional(
    'API_KEYS',
    '',
    'Comma-separated keys of your clients; with none, everybody who reaches the port may ask.',
  ),
  set(
    'REDIS_PASSWORD',
    'recto',
    'Redis keeps the queue of jobs and is reached by the containers of this stack only. Letters and digits.',
  ),
  optional('REDIS_IMAGE', 'redis:8.6-alpine'),
  optional('PIPELINE_FILE', './pipeline_config.yaml', 'A PaddleX pipeline file for the pipeline.'),
  optional(
    'LAYOUT_MODEL',
    'PP-DocLayoutV3',
    'Another layout model, and where it lies unless the image has it (npm run recto -- models pull).',
  ),
  optional('LAYOUT_MODELS_DIR', './models'),
  optional('GATEWAY_FILE', './gateway.yaml', 'A file of pools for the gateway (docs/gateway.md).'),
];
