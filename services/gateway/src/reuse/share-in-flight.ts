/**
 * Identical calls that are on their way at the same time share one call upstream. It goes on as long as one of them waits, and is
 * aborted when the last one leaves. Calls that stream are not shared: each has a pace of its own.
 */
import { RectoError } from '@recto/contracts';
import type { ChatAnswer, ChatCall, ChatStep } from '../call/chat-call.ts';
import { wantsStream } from '../call/chat-call.ts';
import { asksTheSame, type Question, questionOf } from './question.ts';

export interface ShareOptions {
  /** Calls of different scopes are not shared. */
  readonly scopeOf: (call: ChatCall) => string;
  readonly onShared: () => void;
}

interface Flight {
  /** The first of the calls: it decides on the deadline. */
  readonly call: ChatCall;
  readonly question: Question;
  readonly answer: Promise<ChatAnswer>;
  readonly controller: AbortController;
  waiting: number;
}

/** Different calls with one sketch are rare, unless somebody makes them so; each new one would be compared with all of them. */
const mostAlike = 8;

/** What fails a call for want of time: others may have more of it. */
const outOfTime: ReadonlySet<string> = new Set(['request.timeout', 'server.too_late']);

export const shareInFlight =
  ({ scopeOf, onShared }: ShareOptions): ChatStep =>
  (next) => {
    const flights = new Map<string, Flight[]>();

    const start = (call: ChatCall, question: Question, key: string): Flight => {
      const controller = new AbortController();
      // Its caller may leave while others wait for the answer.
      const release = call.body.hold();
      const answer = next({ ...call, signal: controller.signal });
      const flight = { call, question, answer, controller, waiting: 0 };
      const alike = flights.get(key) ?? [];
      if (alike.length < mostAlike) flights.set(key, [...alike, flight]);
      const land = () => {
        remove(flights, key, flight);
        release();
      };
      answer.then(land, land);
      return flight;
    };

    return async (call) => {
      if (wantsStream(call)) return next(call);
      // An urgent call must not wait in line with one that is not.
      const question = questionOf(call);
      const key = `${scopeOf(call)}\n${call.priority}\n${question.sketch}`;
      for (;;) {
        const known = flights
          .get(key)
          ?.find((flight) => isOpen(flight) && asksTheSame(flight.question, question));
        if (known !== undefined) onShared();
        const flight = known ?? start(call, question, key);
        try {
          return await join(flight, call);
        } catch (thrown) {
          const isShort = thrown instanceof RectoError && outOfTime.has(thrown.code);
          const hasMoreTime = flight.call.deadline < call.deadline;
          if (known === undefined || call.signal.aborted || !isShort || !hasMoreTime) throw thrown;
        }
      }
    };
  };

const isOpen = ({ controller }: Flight): boolean => !controller.signal.aborted;

/** Waits for the answer, or leaves with the call's own reason; the last one out aborts. */
function join(flight: Flight, { signal }: ChatCall): Promise<ChatAnswer> {
  flight.waiting += 1;
  return new Promise((resolve, reject) => {
    const leave = () => {
      flight.waiting -= 1;
      if (flight.waiting === 0) flight.controller.abort(signal.reason);
      reject(signal.reason);
    };
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    const settled = () => signal.removeEventListener('abort', leave);
    flight.answer.then(
      (answer) => {
        settled();
        resolve(answer);
      },
      (error: unknown) => {
        settled();
        reject(error);
      },
    );
  });
}

function remove(flights: Map<string, Flight[]>, key: string, flight: Flight): void {
  const left = (flights.get(key) ?? []).filter((other) => other !== flight);
  if (left.length === 0) flights.delete(key);
  else flights.set(key, left);
}
