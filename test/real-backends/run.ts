/**
 * `npm run test:real-backends`: the gateway before real inference servers with a tiny model. Needs Python 3 and a package index,
 * for llama.cpp also cmake and a C++ compiler; the first run takes long. Not part of `npm test`.
 * Usage: npm run test:real-backends [-- PART OF A NAME]
 */
import sharp from 'sharp';
import { freePort, startService } from '../../bench/stack.ts';
import { checks, replicaOf, type Scene, until } from './checks.ts';
import { type RealServer, realServers, startServer } from './servers.ts';
import { clientPython } from './workshop.ts';

const adminKey = 'operator';
const picture = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#e8e8e8' } })
  .jpeg()
  .toBuffer();
const image = `data:image/jpeg;base64,${picture.toString('base64')}`;

/** The gateway is up first: it must see the server come. */
async function sceneOf(server: RealServer): Promise<Scene> {
  const [port, gatewayPort] = [await freePort(), await freePort()];
  server.command(port);
  const gateway = await startService('gateway', {
    port: gatewayPort,
    readyPath: '/health',
    environment: {
      GATEWAY_PORT: String(gatewayPort),
      VLM_BACKEND: server.backend,
      // Load is asked of pools that have a choice only: the second replica is never there.
      VLM_SERVER_URL: `http://127.0.0.1:${port}/v1,http://127.0.0.1:9/v1`,
      VLM_MODEL_NAME: server.model,
      VLM_HEALTH_INTERVAL_MS: '250',
      GATEWAY_ADMIN_KEY: adminKey,
      GATEWAY_OUTAGE_WAIT_MS: '500',
      GATEWAY_SINGLE_FLIGHT: 'false',
      // A crop this small may hold no more than a few words.
      GATEWAY_TOKEN_CAP: 'false',
    },
  });
  return {
    server,
    port,
    running: startServer(server, port),
    gateway,
    adminKey,
    image,
    python: clientPython(),
  };
}

async function runChecks(server: RealServer): Promise<number> {
  console.log(`\n${server.name}`);
  const scene = await sceneOf(server);
  let failed = 0;
  const report = async (name: string, check: () => Promise<void>) => {
    try {
      await check();
      console.log(`  ok   ${name}`);
    } catch (error) {
      failed += 1;
      console.log(
        `  FAIL ${name}\n${error instanceof Error ? error.message : error}\n${scene.running.output()}`,
      );
    }
  };
  try {
    await report('it is seen loading, then ready', () =>
      until('it serves', async () => (await replicaOf(scene)).serving),
    );
    for (const [name, check] of Object.entries(checks)) await report(name, () => check(scene));
  } finally {
    await scene.running.kill();
    await scene.gateway.stop();
  }
  return failed;
}

const wanted = process.argv[2]?.toLowerCase() ?? '';
let failed = 0;
for (const server of realServers.filter(({ name }) => name.includes(wanted)))
  failed += await runChecks(server);
process.exit(failed === 0 ? 0 : 1);
