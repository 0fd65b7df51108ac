/** VLM_BACKEND: a kind of server by its own name, or by the name that the directories in compose/ have for it. */
import { variable } from '@recto/service-kit';
import { type BackendName, backendNames } from '../backends/backend.ts';

const composeNames = {
  vllm: 'vllm-server',
  'vllm-openai': 'vllm-server',
  'vllm-ascend': 'vllm-server',
  sglang: 'sglang-server',
  fastdeploy: 'fastdeploy-server',
  'llama-cpp': 'llama-cpp-server',
  'mlx-vlm': 'mlx-vlm-server',
} as const satisfies Readonly<Record<string, BackendName>>;

type ComposeName = keyof typeof composeNames;
const isComposeName = (name: string): name is ComposeName => Object.hasOwn(composeNames, name);

export const backendVariable = variable
  .choice([...backendNames, ...(Object.keys(composeNames) as ComposeName[])], 'native')
  .transform((name): BackendName => (isComposeName(name) ? composeNames[name] : name));
