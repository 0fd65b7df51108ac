/** The running stack, as its operator sees it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from './engine.ts';

const recoverMs = 120_000;

export interface Container {
  readonly id: string;
  readonly service: string;
  readonly pid: number;
  readonly restarts: number;
  readonly health: string;
  readonly address: string;
}

export function createStack({ environment }: Engine) {
  const docker = (...args: string[]) =>
    execFileSync('docker', args, {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

  const format =
    '{{.Id}} {{index .Config.Labels "com.docker.compose.service"}} {{.State.Pid}} {{.RestartCount}} {{.State.Health.Status}} {{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const containers = (): Container[] => {
    const ids = docker('ps', '--all', '--quiet').split('\n').filter(Boolean);
    if (ids.length === 0) return [];
    return docker('inspect', '--format', format, ...ids)
      .split('\n')
      .map((line) => {
        const [id = '', service = '', pid, restarts, health = '', address = ''] = line.split(' ');
        return { id, service, pid: Number(pid), restarts: Number(restarts), health, address };
      });
  };
  const container = (service: string): Container => {
    const found = containers().find((item) => item.service === service);
    if (found === undefined) throw new Error(`no container of ${service}`);
    return found;
  };

  return {
    docker,
    containers,
    container,
    images: () => docker('image', 'ls', '--all', '--quiet').split('\n').filter(Boolean),
    /** Ends its first process as a crash would (for `docker kill`, Docker would not start it again), and waits until it is back. */
    async crash(service: string): Promise<void> {
      const before = container(service);
      process.kill(before.pid, 'SIGKILL');
      const deadline = Date.now() + recoverMs;
      for (;;) {
        const now = container(service);
        if (now.restarts > before.restarts && now.health === 'healthy') return;
        if (Date.now() > deadline) throw new Error(`${service} did not come back: ${JSON.stringify(now)}`);
        await sleep(200);
      }
    },
    /** Addresses outside the stack that any of its processes is connected or connecting to, now. */
    foreignPeers(): string[] {
      const all = containers();
      const own = new Set(all.map(({ address }) => address));
      return all.flatMap(({ pid, service }) =>
        peersOf(pid)
          .filter(
            (address) =>
              !own.has(address) && !/^(127\.|0\.0\.0\.0$)/.test(address) && !isHostSide(address, own),
          )
          .map((address) => `${service} -> ${address}`),
      );
    },
  };
}

export type Stack = ReturnType<typeof createStack>;

/** The test itself asks from the bridge's end of the containers' network. */
const isHostSide = (address: string, own: ReadonlySet<string>) =>
  address.endsWith('.1') &&
  [...own].some((other) => other.split('.').slice(0, 3).join('.') === address.slice(0, -2));

/** Remote ends of a process's TCP and UDP sockets, from its own network namespace. */
function peersOf(pid: number): string[] {
  return ['tcp', 'udp', 'tcp6', 'udp6'].flatMap((protocol) => {
    const lines = readFileSync(`/proc/${pid}/net/${protocol}`, 'utf8').trim().split('\n').slice(1);
    return lines
      .map((line) => addressOf(line.trim().split(/\s+/)[2] ?? ''))
      .filter((address) => address !== '0.0.0.0');
  });
}

/** The kernel writes addresses as little-endian words in hexadecimal; IPv4 in IPv6 has its four bytes last. */
function addressOf(remote: string): string {
  const [hex = ''] = remote.split(':');
  const word = hex.slice(-8);
  if (hex.length === 32 && !/^0{16}(0{8}|0000FFFF|FFFF0000)/i.test(hex)) return `ipv6 ${hex}`;
  return (word.match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}
