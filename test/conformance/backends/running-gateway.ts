/** The gateway service as a child process, with a pool for every case of the suite. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type RunningService, startService } from '../../../bench/stack.ts';
import type { Manners } from './manners.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

/** One pool of two servers, and one with the first of them alone. */
export interface Case {
  readonly first: ScriptedServer;
  readonly second: ScriptedServer;
}

export interface BackendsGateway {
  readonly url: string;
  /** Model names of the two pools of a case. */
  pool(name: string): string;
  alone(name: string): string;
  case(name: string): Case;
  replicas(model: string): Promise<readonly ReplicaState[]>;
  stop(): Promise<void>;
}

export interface ReplicaState {
  readonly health: string;
  readonly serving: boolean;
  readonly breaker: string;
  readonly running: number;
  readonly foreignLoad: number;
}

const adminKey = 'operator';
const slug = (name: string) => name.replaceAll(/\W+/g, '-');
/** What the gateway authenticates itself with. */
export const upstreamKey = 'key-of-the-gateway';
/** The name that servers know the model by. */
export const servedName = 'served-by-the-backend';

/** ms: patience of the gateway in these tests, which the faults outlast. */
const timeouts = { connect_ms: 2_000, first_byte_ms: 1_000, idle_ms: 1_000, attempt_ms: 20_000 };

export async function startBackendsGateway(
  manners: Manners,
  names: readonly string[],
): Promise<BackendsGateway> {
  const cases = new Map<string, Case>();
  for (const name of names) {
    const [first, second] = await Promise.all([
      startScriptedServer(manners, servedName),
      startScriptedServer(manners, servedName),
    ]);
    cases.set(name, { first, second });
  }
  const replica = ({ root }: ScriptedServer) => ({
    url: `${root}${manners.basePath}`,
    model: servedName,
    api_key: upstreamKey,
  });
  const shared = { backend: manners.backend, timeouts, health_interval_ms: 100 };
  const pools = [...cases].flatMap(([name, { first, second }]) => [
    { model: `pool-${slug(name)}`, replicas: [replica(first), replica(second)], ...shared },
    { model: `alone-${slug(name)}`, replicas: [replica(first)], ...shared },
  ]);
  const directory = mkdtempSync(join(tmpdir(), 'recto-backends-'));
  const file = join(directory, 'pools.yaml');
  writeFileSync(file, JSON.stringify({ pools }));
  const port = await freePort();
  const service: RunningService = await startService('gateway', {
    port,
    environment: {
      GATEWAY_PORT: String(port),
      GATEWAY_CONFIG: file,
      GATEWAY_ADMIN_KEY: adminKey,
      GATEWAY_SINGLE_FLIGHT: 'false',
      GATEWAY_OUTAGE_WAIT_MS: '1500',
    },
  });
  const found = (name: string): Case => {
    const known = cases.get(name);
    if (!known) throw new Error(`no case ${name}`);
    return known;
  };
  return {
    url: service.url,
    pool: (name) => `pool-${slug(name)}`,
    alone: (name) => `alone-${slug(name)}`,
    case: found,
    replicas: async (model) => {
      const answer = await fetch(`${service.url}/admin/backends`, {
        headers: { authorization: `Bearer ${adminKey}` },
      });
      const { pools: all } = (await answer.json()) as {
        pools: { model: string; replicas: ReplicaState[] }[];
      };
      return all.find((pool) => pool.model === model)?.replicas ?? [];
    },
    stop: async () => {
      await service.stop();
      await Promise.all([...cases.values()].flatMap(({ first, second }) => [first.close(), second.close()]));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
