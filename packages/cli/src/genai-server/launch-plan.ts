/** From what the user asks for to the exact command. */
import { exitCodes, Failure } from '../failure.ts';
import { flagsOf, mergeOptions, type Options } from './flags.ts';
import type { ServedModel } from './served-model.ts';
import type { MachineFacts, Place, ServerProgram } from './server-program.ts';
import { fastdeploy } from './servers/fastdeploy.ts';
import { llamaCpp } from './servers/llama-cpp.ts';
import { mlxVlm } from './servers/mlx-vlm.ts';
import { sglang } from './servers/sglang.ts';
import { vllm } from './servers/vllm.ts';

const programs: readonly ServerProgram[] = [vllm, sglang, fastdeploy, llamaCpp, mlxVlm];
export const programNames = programs.map(({ name }) => name);

/** `vllm` and `vllm-server` (as `vl_rec_backend` says it) are the same. Throws Failure for others. */
export function programOf(name: string): ServerProgram {
  const plain = name.replace(/-server$/, '').replaceAll('_', '-');
  const program = programs.find((candidate) => candidate.name === plain);
  if (program) return program;
  throw new Failure(exitCodes.usage, `--backend: one of ${programNames.join(', ')}, not "${name}"`);
}

export interface LaunchRequest {
  readonly program: ServerProgram;
  readonly model: ServedModel;
  readonly place: Place;
  /** Of `--backend_config`. */
  readonly options: Options;
  readonly machine: MachineFacts;
}

/** Program and arguments. Throws Failure. */
export function launchCommand({ program, model, place, options, machine }: LaunchRequest): string[] {
  const { positional, options: fixed } = program.fixed(model, place);
  const merged = mergeOptions(program.defaults(model, machine), options, fixed);
  return [...program.command, ...positional, ...flagsOf(merged, program.off)];
}

const plainWord = /^[\w@%+=:,./-]+$/;

/** As one would type it in a POSIX shell. */
export const shellLine = (command: readonly string[]): string =>
  command.map((word) => (plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
