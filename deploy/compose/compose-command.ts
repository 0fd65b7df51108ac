/** The Compose on this machine, where there is one: the plugin of `docker`, or the program by itself. */
import { spawnSync } from 'node:child_process';

const candidates: readonly (readonly [string, ...string[]])[] = [['docker', 'compose'], ['docker-compose']];

/** Program and first arguments; null without a Compose of version 2 or newer. */
export const composeCommand =
  candidates.find(([program, ...args]) => {
    const { status, stdout } = spawnSync(program, [...args, 'version', '--short'], { encoding: 'utf8' });
    return status === 0 && Number.parseInt(stdout.replace(/^v/, ''), 10) >= 2;
  }) ?? null;
