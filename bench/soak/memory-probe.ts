/**
 * Loaded into the services of a soak before their own code (`NODE_OPTIONS`). Asked at its socket, it has all threads collect their
 * garbage and the C library give back what is free, and says what the process then holds. By themselves a pipeline's threads
 * leave a hundred megabytes and more lying about for minutes: a leak could not be seen among them.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';
import { type MemoryReport, probePath, type ThreadMemory } from './memory-report.ts';

/** Longer than a collection of garbage and what it sets free takes, in threads that have nothing else to do. */
const settleMs = 2_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (options: object) => void;

function collect(): ThreadMemory {
  collectGarbage({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const { heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { heapTotal, heapUsed, external, arrayBuffers };
}

const channel = new BroadcastChannel('memory-probe');
if (isMainThread) await listen();
else channel.onmessage = ({ data }) => data === 'collect' && channel.postMessage(collect());
channel.unref();

async function listen(): Promise<void> {
  const directory = process.env.MEMORY_PROBES;
  // Another process that inherited the option, such as a package manager's.
  if (directory === undefined) return;
  const { openCLibrary } = await import('./c-library.ts');
  const library = openCLibrary();
  const ballast: Buffer[] = [];
  const server = createServer({ allowHalfOpen: true }, async (socket) => {
    hold(ballast, Number(await text(socket)));
    const asItStood = await residentBytes();
    await collectEverywhere();
    const threads = await collectEverywhere();
    const collected = await residentBytes();
    library.trim();
    const resident = { asItStood, collected, trimmed: await residentBytes() };
    const allocated = library.bytesInUse();
    socket.end(JSON.stringify({ resident, threads, allocated } satisfies MemoryReport));
  });
  server.listen(probePath(directory, process.pid));
  server.unref();
}

/** In pieces as small as what is forgotten mostly is. */
function hold(ballast: Buffer[], bytes: number): void {
  const size = 2_000;
  while (ballast.length * size < bytes) ballast.push(Buffer.allocUnsafeSlow(size).fill(1));
}

async function collectEverywhere(): Promise<ThreadMemory[]> {
  const others: ThreadMemory[] = [];
  channel.onmessage = ({ data }) => others.push(data as ThreadMemory);
  channel.postMessage('collect');
  const own = collect();
  await sleep(settleMs);
  return [own, ...others];
}

/** Without the pages of files. */
async function residentBytes(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8');
  const kilobytes = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)].map(([, digits]) =>
    Number(digits),
  );
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}
