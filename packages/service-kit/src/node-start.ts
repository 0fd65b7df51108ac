/**
 * How Node is started for a service. V8 and the C library read these once at start, so they cannot be set from within;
 * whoever starts a service (the CLI, an image, a benchmark) passes them.
 */

// With memory protection keys, threads that load and drop WASM race for V8's map of code pages and abort the
// whole process: "Check failed: jit_page.has_value()" (nodejs/node #64500, archestra #6177; seen here with PDFium).
const everywhere = '--no-memory-protection-keys';

export const nodeFlags = {
  // In a young generation of half the size, what calls in flight hold would be copied twice as often; V8's own choice takes 100 MB
  // more and leaves the processor's cache.
  gateway: [everywhere, '--max-semi-space-size=16'],
  // The words of many pages are short-lived: a young generation that grows keeps 100 MB of them for nothing.
  pipeline: [everywhere, '--max-semi-space-size=8'],
} as const;

/** An operator's own win over these. */
export const nodeVariables = {
  // glibc gives each of some twenty threads a heap of its own that it does not give back: pixels that one thread frees are of no use
  // to the next, and a pipeline grew by 200 MB over its first 8,000 pages (`npm run bench -- soak`).
  MALLOC_ARENA_MAX: '2',
  // Blocks from so many bytes on, which pixels and bodies are, come from the system and go back to it. Left to itself glibc learns from
  // them to keep all blocks up to 32 MB in its heaps, where small ones that live on hold the large ones' room: 150 MB after 14,000 pages.
  MALLOC_MMAP_THRESHOLD_: '131072',
} as const;
