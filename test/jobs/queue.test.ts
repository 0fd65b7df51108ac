/** The queue of jobs over each place where it may live. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { postgresKind, type QueueServer, redisKind } from '../../bench/support/queue-servers.ts';
import { jobQueueCases } from '../../services/pipeline/src/jobs/queue/job-queue.fixture.ts';
import { openQueueConnection } from '../../services/pipeline/src/jobs/queue/queue-connection.ts';

describe('embedded', () => {
  const directory = mkdtempSync(join(tmpdir(), 'recto-queue-test-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  jobQueueCases(() => openQueueConnection({ url: null, dataDirectory: join(directory, 'queue') }));
});

for (const { name, create, howToInstall } of [redisKind, postgresKind]) {
  if (create === null) console.log(`test/jobs: ${name} skipped: ${howToInstall}`);
  describe.skipIf(create === null)(name, () => {
    let server: QueueServer;
    beforeAll(async () => {
      server = await (create as () => Promise<QueueServer>)();
    });
    afterAll(() => server?.stop());
    jobQueueCases(() => openQueueConnection({ url: server.url, dataDirectory: '' }));
  });
}
