/**
 * How Node is started for a service. V8 reads these once at start, so they cannot be set from within;
 * whoever starts a service (the CLI, an image, a benchmark) passes them.
 */
export const nodeFlags = [
  // With memory protection keys, threads that load and drop WASM race for V8's map of code pages and abort the
  // whole process: "Check failed: jit_page.has_value()" (nodejs/node #64500, archestra #6177; seen here with PDFium).
  '--no-memory-protection-keys',
  // The words of many pages are short-lived: a young generation that grows keeps 100 MB of them for nothing.
  '--max-semi-space-size=8',
] as const;
