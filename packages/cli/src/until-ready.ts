/** Waits for a service that is starting. */
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 200;

/** Resolves when the URL answers 2xx; rejects when the signal fires. */
export async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { signal }).catch(() => null);
    signal.throwIfAborted();
    if (answer?.ok) return;
    await sleep(pollMs, undefined, { signal });
  }
}
