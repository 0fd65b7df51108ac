/** Processor time of another process, from /proc (Linux only). */
import { readFile } from 'node:fs/promises';

/** The kernel counts in hundredths of a second, whatever its own clock. */
const ticksPerSecond = 100;

/** Seconds that it has used since it began, all threads together. */
export const processorSeconds = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold anything; fields count from after it: utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};
