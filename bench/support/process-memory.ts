/** Resident memory of another process, from /proc (Linux only). */
import { readFile } from 'node:fs/promises';

const statusField = async (pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`no ${field} in /proc/${pid}/status`);
  return Number(kilobytes) * 1024;
};

/** Bytes. */
export const residentBytes = (pid: number): Promise<number> => statusField(pid, 'VmRSS');

/** Bytes; the highest that the kernel has seen since the process began, so no peak is missed between samples. */
export const peakResidentBytes = (pid: number): Promise<number> => statusField(pid, 'VmHWM');
