/** Docker, Compose, and the images that a directory of compose/ wants. */
import type { Stack } from '../bundle/docker.ts';
import { bad, doubtful, type Finding, good } from './finding.ts';
import type { Machine } from './machine.ts';

const leastDocker = [20, 10];
/** Compose files of ours use what these versions brought. */
const leastCompose = [2, 24];

export async function checkDocker(machine: Machine): Promise<Finding> {
  const version = await machine.ask('docker', 'version', '--format', '{{.Server.Version}}');
  if (version !== null) {
    return isAtLeast(version, leastDocker)
      ? good(`Docker ${version}`)
      : bad(`Docker ${version}`, `install ${leastDocker.join('.')} or newer`);
  }
  const client = await machine.ask('docker', '--version');
  return client === null
    ? bad('Docker is not installed', 'install Docker Engine, or start Recto without it: npm start')
    : bad('Docker does not answer', 'start its service, and add this user to the group docker');
}

export async function checkCompose(machine: Machine): Promise<Finding> {
  const version = await machine.ask('docker', 'compose', 'version', '--short');
  if (version === null) return bad('Docker has no Compose', 'install the plugin docker-compose-plugin');
  return isAtLeast(version, leastCompose)
    ? good(`Compose ${version}`)
    : bad(`Compose ${version}`, `install ${leastCompose.join('.')} or newer`);
}

/** `rendered` is null where Compose refuses the directory. */
export async function checkImages(machine: Machine, rendered: Stack | null): Promise<Finding[]> {
  if (rendered === null) {
    return [bad('compose.yaml cannot be read', 'run "docker compose config" there and mend what it names')];
  }
  return Promise.all(
    rendered.images.map(async (image) => {
      const found = await machine.ask('docker', 'image', 'ls', '--quiet', image);
      if (found) return good(`image ${image}`);
      return /(^|\/)recto-(pipeline|gateway):/.test(image)
        ? bad(`image ${image} is not here`, 'build it with deploy/images/build, or load a bundle')
        : doubtful(
            `image ${image} is not here`,
            `the first start pulls it; without a network, load a bundle`,
          );
    }),
  );
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.replace(/^v/, '').split(/[.+-]/).map(Number);
  for (const [index, wanted] of least.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
