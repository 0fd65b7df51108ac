/** A `chat.completion.chunk` as servers send it, and what else stands in their streams. */
import { RectoError } from '@recto/contracts';
import { openAiLike } from '../backends/common-rules.ts';
import { readFailure } from '../backends/remote/read-failure.ts';
import { AttemptFailure } from '../call/attempt-failure.ts';

export type Members = Readonly<Record<string, unknown>>;

export interface ChunkChoice extends Members {
  readonly index: number;
  readonly delta: Members;
}

export interface Chunk extends Members {
  readonly choices: readonly ChunkChoice[];
}

export const done = '[DONE]';

/** Members of a delta that hold text of the model. */
export const textMembers = ['content', 'reasoning_content', 'reasoning'] as const;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws AttemptFailure: broken for what is no chunk, or what an error event says. */
export function readChunk(data: string): Chunk {
  let chunk: unknown;
  try {
    chunk = JSON.parse(data);
  } catch {
    throw broken('an event that is not JSON');
  }
  if (!isMembers(chunk)) throw broken('an event that is no chunk');
  if (isMembers(chunk.error) || typeof chunk.error === 'string' || chunk.object === 'error')
    throw failureIn(chunk, data);
  const { choices = [] } = chunk;
  if (!Array.isArray(choices)) throw broken('a chunk without choices');
  // Read once a token: the usual chunk is taken as it is.
  if (choices === chunk.choices && choices.every(isChoice)) return chunk as Chunk;
  return { ...chunk, choices: choices.filter(isMembers).map(choiceOf) };
}

export const broken = (reason: string): AttemptFailure =>
  new AttemptFailure('broken', new RectoError('vlm.failed', { cause: new Error(reason) }));

const isChoice = (choice: unknown): choice is ChunkChoice =>
  isMembers(choice) && typeof choice.index === 'number' && isMembers(choice.delta);

const choiceOf = (choice: Members): ChunkChoice => ({
  ...choice,
  index: typeof choice.index === 'number' ? choice.index : 0,
  delta: isMembers(choice.delta) ? choice.delta : {},
});

/** Servers have sent 200 by the time they notice, so their own code has to do (deploy-and-backends.md C.1, C.4). */
function failureIn(chunk: Members, text: string): AttemptFailure {
  const { code } = isMembers(chunk.error) ? chunk.error : chunk;
  const status = typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
  return readFailure({ status, text, json: chunk }, undefined, openAiLike.failures);
}
