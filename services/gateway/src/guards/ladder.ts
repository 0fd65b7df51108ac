/**
 * What is changed when a call that ran in circles is asked again. Steps are small: a penalty that cures loops also keeps a model from
 * writing the equal cells of a real table (Qwen3-VL #1611), and alone it does not cure them (mlx-vlm #1021).
 */
import { type ChatCall, parameter, withChanges } from '../call/chat-call.ts';

export interface Rung {
  readonly temperature: number;
  /** 1 for none. In canonical form; the backend's parameter map renames it. */
  readonly repetitionPenalty: number;
}

/** The call one rung up. A caller that asks for more already keeps it; what would make the model repeat itself to the letter goes. */
export function climbed(call: ChatCall, { temperature, repetitionPenalty }: Rung): ChatCall {
  const atLeast = (name: string, least: number) => {
    const own = parameter(call, name);
    return typeof own === 'number' ? Math.max(own, least) : least;
  };
  const isNarrow = (name: string, below: number) => {
    const own = parameter(call, name);
    return typeof own === 'number' && own < below;
  };
  return withChanges(call, {
    temperature: atLeast('temperature', temperature),
    ...(repetitionPenalty > 1 && { repetition_penalty: atLeast('repetition_penalty', repetitionPenalty) }),
    // A narrow choice is no choice at any temperature.
    ...(isNarrow('top_p', 0.5) && { top_p: undefined }),
    ...(isNarrow('top_k', 5) && { top_k: undefined }),
  });
}
