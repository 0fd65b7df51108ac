/** What a process says of its memory when it has nothing to do (`memory-probe.ts`), and how it is asked. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Bytes, of one JavaScript thread. */
export type ThreadMemory = Pick<NodeJS.MemoryUsage, 'heapTotal' | 'heapUsed' | 'external' | 'arrayBuffers'>;

/** Bytes. */
export interface MemoryReport {
  /** Resident, without the pages of files, which are the kernel's to take: */
  readonly resident: {
    readonly asItStood: number;
    /** All threads have collected their garbage, twice: memory outside of V8's heap goes with the second time. */
    readonly collected: number;
    /** The C library has given back what it merely kept. */
    readonly trimmed: number;
  };
  /** The main thread first. */
  readonly threads: readonly ThreadMemory[];
  /** Of the C library, array buffers among it; neither V8's heaps nor WebAssembly's memories nor stacks. */
  readonly allocated: number;
}

/** Where a process listens. */
export const probePath = (directory: string, pid: number): string => join(directory, `${pid}.sock`);

/** @param ballast bytes that the process is to hold from now on for no purpose: a leak, to see whether it is seen */
export async function askProbe(directory: string, pid: number, ballast: number): Promise<MemoryReport> {
  const socket = connect(probePath(directory, pid));
  await once(socket, 'connect');
  socket.end(String(ballast));
  return JSON.parse(await text(socket)) as MemoryReport;
}
