/**
 * The loop guard: reads every answer as a stream, whatever the caller asked for, and ends it upstream at once when the model runs
 * in circles.
 *
 * A call that does not stream is then asked again up a ladder, in the same place, and answered whole: with the first answer that
 * ends by itself, or the best of those that did not, cut after the loop's first copy and marked "repetition".
 * A caller's own stream is passed on as it comes and ends with finish_reason "repetition": to know a loop takes nearly all of a
 * crop's answer, so holding back enough to ask again would be no stream.
 */
import type { Readable } from 'node:stream';
import type { ChatAnswer, ChatCall, ChatHandler, ChatStep } from '../call/chat-call.ts';
import { wantsStream, withChanges } from '../call/chat-call.ts';
import { readPieces } from '../transport/read-answer.ts';
import { type EventData, SseReader } from '../transport/sse.ts';
import { broken, done } from './chunk.ts';
import { ChunkReader } from './chunk-reader.ts';
import { CompletionBuilder } from './completion-builder.ts';
import { rowsOf } from './crop.ts';
import type { GuardCounts } from './guard-metrics.ts';
import { climbed, type Rung } from './ladder.ts';
import { type FoundLoop, LoopWatch } from './loop-watch.ts';
import { allowedTokens } from './token-cap.ts';
import { watchedStream } from './watched-stream.ts';

export interface LoopGuardOptions {
  /** One more try each; none for no second try. */
  readonly ladder: readonly Rung[];
  readonly counts: GuardCounts;
  readonly now: () => number;
}

/** Where a call sets no limit, servers stop at the end of the context; this much of it counts as saved. */
const assumedTokens = 4_096;
/** An answer of 16k tokens is some 4 MB of events. */
const answerBytesLimit = 128 * 1024 * 1024;
const jsonType = { 'content-type': 'application/json' };

interface Reading {
  readonly builder: CompletionBuilder;
  readonly loop: FoundLoop | null;
}

export const guardLoops =
  (options: LoopGuardOptions): ChatStep =>
  (next) =>
  async (call) => {
    const rows = rowsOf(call);
    const onLoop = (loop: FoundLoop, tokens: number) =>
      options.counts.stopped(loop.kind, Math.max(0, (allowedTokens(call) ?? assumedTokens) - tokens));
    if (!wantsStream(call)) return climb(call, { next, rows, onLoop, ...options });
    const { headers, body } = await next(call);
    if (!isEvents({ headers, body })) return { headers, body };
    return { headers, body: await watchedStream(body as Readable, { watch: new LoopWatch(rows), onLoop }) };
  };

interface Climb extends LoopGuardOptions {
  readonly next: ChatHandler;
  readonly rows: number;
  readonly onLoop: (loop: FoundLoop, tokens: number) => void;
}

async function climb(
  call: ChatCall,
  { next, rows, onLoop, ladder, counts, now }: Climb,
): Promise<ChatAnswer> {
  const asked = withChanges(call, { stream: true, stream_options: { include_usage: true } });
  let best: Reading | null = null;
  for (const rung of [null, ...ladder]) {
    const began = now();
    try {
      const answer = await next(rung === null ? asked : climbed(asked, rung));
      // A server that does not stream has answered whole: too late to save anything.
      if (!isEvents(answer)) return answer;
      const reading = await readEvents(answer.body as Readable, new LoopWatch(rows), onLoop);
      if (rung !== null) counts.retried(reading.loop === null ? 'cured' : 'looped');
      if (reading.loop === null) return answerOf(reading);
      best = better(best, reading);
    } catch (thrown) {
      if (best === null || call.signal.aborted) throw thrown;
      counts.retried('failed');
      break;
    }
    if (now() + (now() - began) > call.deadline) break;
  }
  return answerOf(best as Reading);
}

const isEvents = ({ headers, body }: ChatAnswer): boolean =>
  !Buffer.isBuffer(body) && (headers['content-type'] ?? '').startsWith('text/event-stream');

/** A loop that was found destroys the body, which ends the call upstream. Throws AttemptFailure. */
async function readEvents(
  body: Readable,
  watch: LoopWatch,
  onLoop: (loop: FoundLoop, tokens: number) => void,
): Promise<Reading> {
  const events = new SseReader();
  const chunks = new ChunkReader();
  const builder = new CompletionBuilder();
  let bytes = 0;
  let isDone = false;
  const found = { loop: null as FoundLoop | null };
  const take = (data: EventData): FoundLoop | null => {
    if (data === done) isDone = true;
    if (data === null || data === done) return null;
    const text = chunks.textIn(data);
    if (text !== null) {
      builder.addContent(chunks.index, text);
      return watch.readText(chunks.index, 'content', text);
    }
    const chunk = chunks.parse(data);
    builder.add(chunk);
    return watch.read(chunk);
  };
  await readPieces(body, (piece) => {
    bytes += piece.length;
    if (bytes > answerBytesLimit) throw broken(`an answer of more than ${answerBytesLimit} bytes`);
    for (const data of events.push(piece).events) {
      found.loop = take(data);
      if (found.loop !== null) return 'enough';
    }
    return 'more';
  });
  const { loop } = found;
  if (loop !== null) {
    onLoop(loop, watch.tokens);
    return { builder, loop };
  }
  take(events.end()?.events[0] ?? null);
  if (!isDone && !builder.isFinished) throw broken('the stream ended before the answer did');
  return { builder, loop: null };
}

const answerOf = ({ builder, loop }: Reading): ChatAnswer => ({
  headers: jsonType,
  body: Buffer.from(JSON.stringify(builder.completion(loop?.cut ?? null))),
});

/** The one that got furthest before it looped; the first of equals, which is the most faithful. */
const better = (best: Reading | null, reading: Reading): Reading =>
  best === null || (reading.loop?.cut.length ?? 0) > (best.loop?.cut.length ?? 0) ? reading : best;
