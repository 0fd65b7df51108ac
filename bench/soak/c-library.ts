/** What glibc says of its own heaps, and how it is told to give back what it merely keeps. For benchmarks: nothing in a service calls C. */
import koffi from 'koffi';

export interface CLibrary {
  /** Bytes that were asked for and not freed, in all heaps and in blocks of their own. */
  bytesInUse(): number;
  /** Returns all whole pages that are free to the system. */
  trim(): void;
}

/** `struct mallinfo2`, glibc 2.33 and later. */
const fields = [
  'arena',
  'ordblks',
  'smblks',
  'hblks',
  'hblkhd',
  'usmblks',
  'fsmblks',
  'uordblks',
  'fordblks',
  'keepcost',
] as const;

/** Of this process. Throws where it does not run on glibc. */
export function openCLibrary(): CLibrary {
  const library = koffi.load(null);
  koffi.struct('mallinfo2', Object.fromEntries(fields.map((name) => [name, 'size_t'])));
  const trim = library.func('int malloc_trim(size_t pad)');
  const info = library.func('mallinfo2 mallinfo2()');
  return {
    bytesInUse: () => {
      const { uordblks, hblkhd } = info() as Record<(typeof fields)[number], number>;
      return uordblks + hblkhd;
    },
    trim: () => {
      trim(0);
    },
  };
}
