/** `recto bundle`: create, verify and load what a machine without a network needs. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { processEnvironment } from '@recto/service-kit';
import { exitCodes, Failure } from '../failure.ts';
import { runCommand } from '../run-command.ts';
import { directoryOfArchive, isArchive, packed, unpacked } from './archive.ts';
import { createBundle } from './create.ts';
import { createDocker } from './docker.ts';
import { faultOf } from './file-entry.ts';
import { allFiles, readManifest } from './manifest.ts';
import { passThrough } from './run-program.ts';

const usage = `Usage: recto bundle COMMAND [OPTIONS]

  create --accelerator NAME -o TARGET   images, models, compose.yaml, .env, sums and a script that loads them
         --backend NAME   what reads the crops, in place of the default of compose/NAME/.env
         --models DIR     model directory of a server that takes its model from /models
         --from DIR       another directory with compose.yaml and .env
         --split SIZE     images in parts of at most this size, as 4G or 700M
         --pull           fetch images that are not here
  verify BUNDLE           compute all sums again
  load BUNDLE             verify, load the images and start; --no-start leaves it at that

TARGET is a directory, or a file that ends in .tar. A create or load that broke off goes on when it is called again. On a
machine with Docker alone: sh TARGET/load.sh.

Exit codes: 0 done, 1 failed (Docker, disk), 2 wrong usage, 3 a file is not what it should be.`;

const root = fileURLToPath(new URL('../../../../', import.meta.url));

const options = {
  accelerator: { type: 'string' },
  backend: { type: 'string' },
  output: { type: 'string', short: 'o' },
  models: { type: 'string' },
  from: { type: 'string' },
  split: { type: 'string' },
  pull: { type: 'boolean', default: false },
  'no-start': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

interface Run {
  readonly values: ReturnType<typeof parsed>['values'];
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
}

const commands: Readonly<Record<string, (run: Run) => Promise<number>>> = { create, verify, load };

/** Returns the exit code; never throws for what a user can do wrong. */
export const bundle = (args: string[]): Promise<number> =>
  runCommand('stopped; the next call goes on from here', async (signal) => {
    const { values, positionals } = parsed(args);
    const [word = '', ...paths] = positionals;
    const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
    if (values.help || word === 'help') {
      console.log(usage);
      return exitCodes.done;
    }
    if (command === undefined) throw new Failure(exitCodes.usage, usage);
    return command({ values, paths, signal });
  });

function parsed(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new Failure(exitCodes.usage, error instanceof Error ? error.message : usage, error);
  }
}

async function create({ values, paths, signal }: Run): Promise<number> {
  const { accelerator, output, split } = values;
  if (accelerator === undefined || output === undefined || paths.length > 0) {
    throw new Failure(exitCodes.usage, usage);
  }
  if (isArchive(output) && split !== undefined) {
    throw new Failure(exitCodes.usage, '--split makes parts in a directory; let -o name one');
  }
  const target = resolve(isArchive(output) ? directoryOfArchive(output) : output);
  const manifest = await createBundle(
    {
      source: values.from ?? join(root, 'compose', accelerator),
      accelerator,
      backend: values.backend,
      target,
      models: values.models,
      partBytes: split === undefined ? null : bytesOf(split),
      pull: values.pull,
      version: ownVersion(),
      signal,
      say: (line) => console.log(line),
    },
    createDocker(processEnvironment()),
  );
  if (isArchive(output)) await packed(target, resolve(output), signal);
  console.log(
    `${output}: ${manifest.images.length} images, ${manifest.accelerator} with ${manifest.backend}`,
  );
  return exitCodes.done;
}

async function verify({ paths, signal }: Run): Promise<number> {
  const directory = await bundleDirectory(paths, signal);
  const manifest = await readManifest(directory);
  let faults = 0;
  for (const entry of allFiles(manifest)) {
    const fault = await faultOf(directory, entry, signal);
    console.log(fault === null ? `${entry.path}: good` : `${fault.path}: ${fault.what}`);
    if (fault !== null) faults += 1;
  }
  return faults === 0 ? exitCodes.done : exitCodes.mismatch;
}

/** The bundle's own script does it: there is one way to load. */
async function load({ values, paths, signal }: Run): Promise<number> {
  const directory = await bundleDirectory(paths, signal);
  await readManifest(directory);
  const script = ['load.sh', ...(values['no-start'] ? ['--no-start'] : [])];
  return passThrough('sh', script, { cwd: directory, signal });
}

async function bundleDirectory([path, ...more]: readonly string[], signal: AbortSignal): Promise<string> {
  if (path === undefined || more.length > 0) throw new Failure(exitCodes.usage, usage);
  return isArchive(path) ? unpacked(resolve(path), signal) : resolve(path);
}

/** `4G`, `700M`: powers of 1024. */
export function bytesOf(size: string): number {
  const [, digits, unit = ''] = size.match(/^(\d+)([KMG]?)$/i) ?? [];
  const bytes = Number(digits) * 1024 ** ['', 'K', 'M', 'G'].indexOf(unit.toUpperCase());
  if (!(bytes > 0)) throw new Failure(exitCodes.usage, `--split ${size}: a size is a number and K, M or G`);
  return bytes;
}

const ownVersion = (): string => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
