/** A worker for the pool's tests: answers, fails, or dies as it is told. */
import { RectoError, toPlain } from '@recto/contracts';
import type { WorkerReply } from './worker-pool.ts';

export interface FixtureTask {
  /** `die-once` ends the thread on the first sight of the counter in shared memory. */
  act: 'double' | 'write' | 'fail' | 'die' | 'die-once' | 'wait';
  shared: Int32Array<SharedArrayBuffer>;
}

export function run(task: FixtureTask): WorkerReply<number> {
  const seen = Atomics.add(task.shared, 0, 1);
  if (task.act === 'wait') Atomics.wait(task.shared, 1, 0);
  if (task.act === 'write') Atomics.store(task.shared, 1, 77);
  if (task.act === 'die' || (task.act === 'die-once' && seen === 0)) process.exit(3);
  if (task.act === 'fail') {
    return { ok: false, error: toPlain(new RectoError('model.not_installed')), detail: 'told to fail' };
  }
  return { ok: true, value: 42 };
}
