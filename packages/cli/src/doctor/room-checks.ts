/** Memory, disk, and the models that lie on it. */
import { bad, doubtful, type Finding, good } from './finding.ts';
import type { Machine } from './machine.ts';

const gib = 1024 ** 3;
/** Both tiers with pages on their way take about this much; a model's server has its own needs. */
const leastMemoryBytes = 4 * gib;
/** Finished pages and a few images of ours. */
const leastFreeBytes = 10 * gib;

const inGib = (bytes: number) => `${(bytes / gib).toFixed(1)} GiB`;

export const checkMemory = ({ memoryBytes }: Machine): Finding =>
  memoryBytes >= leastMemoryBytes
    ? good(`${inGib(memoryBytes)} of memory`)
    : doubtful(`${inGib(memoryBytes)} of memory`, 'lower PAGES_IN_FLIGHT and RASTER_BYTES_IN_FLIGHT');

/** Where Docker keeps its images, or here. */
export async function checkDisk(machine: Machine): Promise<Finding> {
  const root = await machine.ask('docker', 'info', '--format', '{{.DockerRootDir}}');
  const path = root !== null && (await machine.exists(root)) ? root : '.';
  const free = await machine.freeBytes(path);
  const what = `${inGib(free)} free in ${path === '.' ? 'this directory' : path}`;
  return free >= leastFreeBytes
    ? good(what)
    : bad(what, `make room: images of a model's server take up to 55 GB (docs/hardware.md)`);
}

export interface WantedModel {
  readonly directory: string;
  readonly layoutModel: string;
  readonly ships: boolean;
}

export async function checkLayoutModel(
  machine: Machine,
  { directory, layoutModel, ships }: WantedModel,
): Promise<Finding> {
  if (ships) return good(`layout model ${layoutModel} ships with Recto`);
  const names = await machine.names(directory);
  return names.includes(`${layoutModel}.onnx`)
    ? good(`layout model ${layoutModel} in ${directory}`)
    : bad(
        `layout model ${layoutModel} is not in ${directory}`,
        `npm run recto -- models pull ${layoutModel}`,
      );
}
