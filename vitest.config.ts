import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,services,test,bench,deploy}/**/*.test.ts'],
    // Two cores are the project's smallest machine; native threads and WASM live in worker threads of their own.
    pool: 'forks',
    // See packages/service-kit/src/node-start.ts: threads with WASM come and go in these tests too.
    execArgv: ['--no-memory-protection-keys'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
