/** Every kind of server that the suite runs over; a new one is a file beside this and a line here. */
import type { Manners } from '../manners.ts';
import { fastdeploy } from './fastdeploy.ts';
import { llamaCpp } from './llama-cpp.ts';
import { mlxVlm } from './mlx-vlm.ts';
import { openAi } from './openai.ts';
import { sglang } from './sglang.ts';
import { vllm } from './vllm.ts';

export const allManners: readonly Manners[] = [vllm, sglang, fastdeploy, llamaCpp, mlxVlm, openAi];
