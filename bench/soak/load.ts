/** The mixed load of a soak: lanes of clients that each do the next thing a little after the last. */
import { setTimeout as sleep } from 'node:timers/promises';
import { clients, type Place } from './clients.ts';

export interface Deeds {
  done: number;
  /** What was not as it had to be, the first few in words. */
  failed: number;
  readonly complaints: string[];
}

const longestPauseMs = 400;
const keptComplaints = 5;

/** By the name of the client. */
export type Tally = ReadonlyMap<string, Deeds>;

export const newTally = (): Tally =>
  new Map(clients.map(({ name }) => [name, { done: 0, failed: 0, complaints: [] }]));

/** Adds to the tally; resolves when all lanes have come to an end after the signal. */
export async function loadUntil(signal: AbortSignal, place: Place, tally: Tally): Promise<void> {
  const lane = async ({ name, act }: (typeof clients)[number]) => {
    const deeds = tally.get(name) as Deeds;
    while (!signal.aborted) {
      try {
        await act(place);
        deeds.done += 1;
      } catch (error) {
        deeds.failed += 1;
        if (deeds.complaints.length < keptComplaints) deeds.complaints.push(String(error));
      }
      await sleep(place.random() * longestPauseMs);
    }
  };
  await Promise.all(clients.flatMap((client) => Array.from({ length: client.lanes }, () => lane(client))));
}
