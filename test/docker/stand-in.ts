/**
 * Images under the names that FROM and Compose use, where none can be pulled: a Debian made by debootstrap, the same with
 * this project's Node and this machine's npm, and the same with Debian's Redis.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from './engine.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Kept between runs: debootstrap fetches 100 packages. */
const cache = join(root, '.data/docker-stand-in');
const certificates = '/etc/ssl/certs/ca-certificates.crt';

const argument = (name: string): string => {
  const dockerfile = readFileSync(join(root, 'deploy/images/Dockerfile'), 'utf8');
  const value = dockerfile.match(new RegExp(`^ARG ${name}=(.+)$`, 'm'))?.[1];
  if (value === undefined) throw new Error(`the Dockerfile has no ${name}`);
  return value;
};

const redisImage = (): string => {
  const compose = readFileSync(join(root, 'compose/cpu/compose.yaml'), 'utf8');
  const value = compose.match(/REDIS_IMAGE:-([^}]+)/)?.[1];
  if (value === undefined) throw new Error('compose/cpu names no image of Redis');
  return value;
};

/** Pulls what is needed or makes it. Returns what was done, in words. */
export function provideBaseImages({ environment }: Engine): string {
  const docker = (args: string[], input?: string) =>
    execFileSync('docker', args, {
      env: { ...process.env, ...environment },
      ...(input && { input }),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  const [base, node, redis] = [argument('BASE_IMAGE'), argument('NODE_IMAGE'), redisImage()];
  const isPulled = (image: string) =>
    spawnSync('docker', ['pull', '--quiet', image], {
      env: { ...process.env, ...environment },
      timeout: 600_000,
    }).status === 0;
  if ([base, node, redis].every(isPulled)) return 'pulled base images';

  const rootfs = debian();
  const imported = execFileSync('tar', ['-C', rootfs, '-c', '.'], { maxBuffer: 2 ** 30 });
  execFileSync('docker', ['import', '-', base], {
    env: { ...process.env, ...environment },
    input: imported,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const context = nodeContext();
  docker(['build', '--quiet', '--tag', node, '--build-arg', `BASE=${base}`, context]);
  docker(['build', '--quiet', '--tag', redis, '-'], redisDockerfile(base));
  return 'no image can be pulled: stand-ins by debootstrap';
}

function debian(): string {
  const rootfs = join(cache, 'rootfs');
  if (!existsSync(join(cache, 'made'))) {
    rmSync(rootfs, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    execFileSync('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', rootfs], {
      stdio: 'ignore',
    });
    // What Debian's own slim images leave out.
    for (const path of [
      'var/lib/apt/lists',
      'var/cache/apt',
      'usr/share/doc',
      'usr/share/man',
      'usr/share/info',
      'usr/share/locale',
      'var/log',
    ]) {
      rmSync(join(rootfs, path), { recursive: true, force: true });
      mkdirSync(join(rootfs, path), { recursive: true });
    }
    writeFileSync(join(cache, 'made'), '');
  }
  return rootfs;
}

/** Node's image has npm, too; a proxy's certificate that this machine trusts is trusted there. */
function nodeContext(): string {
  const context = join(cache, 'node');
  const npm = dirname(dirname(realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())));
  rmSync(context, { recursive: true, force: true });
  mkdirSync(context, { recursive: true });
  cpSync(npm, join(context, 'npm'), { recursive: true });
  cpSync(realpathSync(process.execPath), join(context, 'node'));
  cpSync(realpathSync(certificates), join(context, 'certificates.crt'));
  writeFileSync(
    join(context, 'Dockerfile'),
    [
      'ARG BASE',
      'FROM $BASE',
      'COPY node /usr/local/bin/node',
      'COPY npm /usr/local/lib/node_modules/npm',
      'COPY certificates.crt /etc/ssl/certs/stand-in.crt',
      'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/stand-in.crt npm_config_cafile=/etc/ssl/certs/stand-in.crt',
      'RUN cd /usr/local/bin && ln -s ../lib/node_modules/npm/bin/npm-cli.js npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js npx',
      '',
    ].join('\n'),
  );
  return context;
}

const redisDockerfile = (base: string) => `FROM ${base}
RUN apt-get update && apt-get install --yes --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/* && install -d -o 999 -g 1000 /data
WORKDIR /data
`;
