/** Limits of a key over each store that processes may share. */
import { afterAll, beforeAll, describe } from 'vitest';
import { postgresKind, type QueueServer, redisKind } from '../../bench/support/queue-servers.ts';
import { limitsCases } from '../../services/pipeline/src/limits/limits.fixture.ts';

for (const { name, create, howToInstall } of [redisKind, postgresKind]) {
  if (create === null) console.log(`test/jobs: ${name} skipped: ${howToInstall}`);
  describe.skipIf(create === null)(name, () => {
    let server: QueueServer;
    beforeAll(async () => {
      server = await (create as () => Promise<QueueServer>)();
    });
    afterAll(() => server?.stop());
    limitsCases(() => server.url);
  });
}
