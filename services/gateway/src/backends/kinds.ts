/** Every kind of server that the gateway can speak to. */
import type { BackendKind, RemoteBackendName } from './backend-kind.ts';
import { fastdeploy } from './fastdeploy/fastdeploy.ts';
import { llamaCpp } from './llama-cpp/llama-cpp.ts';
import { mlxVlm } from './mlx-vlm/mlx-vlm.ts';
import { openAi } from './openai/openai.ts';
import { sglang } from './sglang/sglang.ts';
import { vllm } from './vllm/vllm.ts';

export const backendKinds: Readonly<Record<RemoteBackendName, BackendKind>> = {
  'vllm-server': vllm,
  'sglang-server': sglang,
  'fastdeploy-server': fastdeploy,
  'mlx-vlm-server': mlxVlm,
  'llama-cpp-server': llamaCpp,
  'openai-server': openAi,
};
