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

/** @returns a tally that grows while the load runs, and when all lanes have come to an end after the signal */
export function startLoad(
  place: Place,
  signal: AbortSignal,
): { readonly deeds: ReadonlyMap<string, Deeds>; readonly ended: Promise<void> } {
  const deeds = new Map(
    clients.map(({ name }) => [name, { done: 0, failed: 0, complaints: [] as string[] }]),
  );
  const lane = async ({ name, act }: (typeof clients)[number]) => {
    const tally = deeds.get(name) as Deeds;
    while (!signal.aborted) {
      try {
        await act(place);
        tally.done += 1;
      } catch (error) {
        tally.failed += 1;
        if (tally.complaints.length < keptComplaints) tally.complaints.push(String(error));
      }
      await sleep(place.random() * longestPauseMs);
    }
  };
  const lanes = clients.flatMap((client) => Array.from({ length: client.lanes }, () => lane(client)));
  return { deeds, ended: Promise.all(lanes).then(() => {}) };
}
