/** Steps of a long test: one line each with its time; the first that fails ends it. */
import { performance } from 'node:perf_hooks';

/** A longer result is not for people. */
const longestNote = 100;

export interface Steps {
  run<T>(title: string, work: () => T | Promise<T>): Promise<T>;
  readonly passed: number;
}

export function createSteps(): Steps {
  let passed = 0;
  return {
    get passed() {
      return passed;
    },
    async run(title, work) {
      const start = performance.now();
      try {
        const result = await work();
        passed += 1;
        const note = typeof result === 'string' && result.length < longestNote ? `  ${result}` : '';
        console.log(`${seconds(start).padStart(8)}  ${title}${note}`);
        return result;
      } catch (error) {
        console.log(`${seconds(start).padStart(8)}  FAILED  ${title}`);
        throw error;
      }
    },
  };
}

const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
