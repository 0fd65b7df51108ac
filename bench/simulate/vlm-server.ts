/**
 * A server with continuous batching as vLLM has it: step after step, each with one token for every sequence that writes and, within
 * a budget of tokens, the prompts of those that came last, cut where the budget ends. How long a step takes is a profile.
 */
import { type Clock, createHeap } from './clock.ts';

export interface VlmProfile {
  readonly name: string;
  /** Of a step, whatever is in it, ms. */
  readonly stepMs: number;
  /** For each sequence that writes a token, ms. */
  readonly sequenceMs: number;
  /** For each token that those who write have behind them: what is read of the cache, ms. */
  readonly cachedTokenMs: number;
  /** For each token of a prompt, the encoding of its image included, ms. */
  readonly promptTokenMs: number;
  /** As `--max-num-seqs`, `--max-num-batched-tokens`, and the tokens that its cache holds. */
  readonly maxSequences: number;
  readonly maxBatchedTokens: number;
  readonly cacheTokens: number;
}

export interface Question {
  readonly promptTokens: number;
  readonly outputTokens: number;
}

export interface VlmServer {
  /** @param answered is told when the last token is out */
  ask(question: Question, answered: () => void): void;
  /** ms in which it computed. */
  readonly busyMs: number;
  /** Tokens written. */
  readonly tokens: number;
  readonly steps: number;
  /** Questions that have no answer yet. */
  readonly outstanding: number;
}

interface Sequence extends Question {
  readonly answered: () => void;
  promptLeft: number;
  /** The step after which it has written everything. */
  lastStep: number;
}

const length = ({ promptTokens, outputTokens }: Question): number => promptTokens + outputTokens;

export function createVlmServer(profile: VlmProfile, clock: Clock): VlmServer {
  const waiting: Sequence[] = [];
  /** The one whose prompt is not read to its end yet. */
  let halfRead: Sequence | null = null;
  const writing = createHeap<Sequence>((a, b) => a.lastStep - b.lastStep);
  let writers = 0;
  /** Tokens in the cache of those who write, and what all together may come to need. */
  let cached = 0;
  let reserved = 0;
  let isRunning = false;
  /** On real time a timer is late; the next step is not. */
  let stepEndsAt = 0;
  const counts = { busyMs: 0, tokens: 0, steps: 0, outstanding: 0 };

  const takeWaiting = (running: number): Sequence | null => {
    const next = waiting[0];
    if (next === undefined || running >= profile.maxSequences) return null;
    // vLLM would take it and might have to put one back; keeping room for all comes to the same while there is plenty.
    if (reserved > 0 && reserved + length(next) > profile.cacheTokens) return null;
    waiting.shift();
    reserved += length(next);
    return next;
  };

  /** As far as the budget goes. */
  const readPrompts = (): { tokens: number; read: Sequence[] } => {
    const budget = profile.maxBatchedTokens - writers;
    const read: Sequence[] = [];
    let tokens = 0;
    while (tokens < budget) {
      const next = halfRead ?? takeWaiting(writers + read.length);
      halfRead = null;
      if (next === null) break;
      const piece = Math.min(next.promptLeft, budget - tokens);
      next.promptLeft -= piece;
      tokens += piece;
      if (next.promptLeft > 0) halfRead = next;
      else read.push(next);
    }
    return { tokens, read };
  };

  const beginStep = (beginsAt: number): void => {
    const { tokens, read } = readPrompts();
    isRunning = writers > 0 || tokens > 0;
    if (!isRunning) return;
    const ms =
      profile.stepMs +
      profile.sequenceMs * writers +
      profile.cachedTokenMs * cached +
      profile.promptTokenMs * tokens;
    stepEndsAt = beginsAt + ms;
    counts.busyMs += ms;
    clock.after(stepEndsAt - clock.now, () => endStep(read));
  };

  /** Each that writes has one token more, those whose prompt was read their first. */
  const endStep = (read: readonly Sequence[]): boolean => {
    counts.steps += 1;
    counts.tokens += writers + read.length;
    cached += writers;
    for (const sequence of read) {
      writers += 1;
      cached += sequence.promptTokens + 1;
      sequence.lastStep = counts.steps + sequence.outputTokens - 1;
      writing.push(sequence);
    }
    const before = counts.outstanding;
    while (writing.first !== undefined && writing.first.lastStep <= counts.steps)
      end(writing.pop() as Sequence);
    beginStep(stepEndsAt);
    return counts.outstanding < before;
  };

  const end = (sequence: Sequence): void => {
    writers -= 1;
    cached -= length(sequence);
    reserved -= length(sequence);
    counts.outstanding -= 1;
    sequence.answered();
  };

  return {
    ask: ({ promptTokens, outputTokens }, answered) => {
      counts.outstanding += 1;
      waiting.push({ promptTokens, outputTokens, answered, promptLeft: promptTokens, lastStep: 0 });
      if (!isRunning) beginStep(clock.now);
    },
    get busyMs() {
      return counts.busyMs;
    },
    get tokens() {
      return counts.tokens;
    },
    get steps() {
      return counts.steps;
    },
    get outstanding() {
      return counts.outstanding;
    },
  };
}
