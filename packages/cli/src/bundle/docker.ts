/** What a bundle asks of Docker, through its command line: the one interface that every engine's users have. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { variableNames } from './environment-file.ts';
import { output, outputStream, type ProgramOptions } from './run-program.ts';

export interface FoundImage {
  readonly reference: string;
  readonly id: string;
  readonly platform: string;
  readonly bytes: number;
}

export interface Stack {
  /** Of the services that its `.env` starts, without duplicates. */
  readonly images: readonly string[];
  /** A server takes its model from the directory /models. */
  readonly wantsModels: boolean;
}

export interface Docker {
  versions(signal: AbortSignal): Promise<{ readonly docker: string; readonly compose: string }>;
  /** What the Compose files of a directory start. */
  stack(directory: string, signal: AbortSignal): Promise<Stack>;
  /** Null where it is not on this machine. */
  image(reference: string, signal: AbortSignal): Promise<FoundImage | null>;
  pull(reference: string, signal: AbortSignal): Promise<void>;
  save(reference: string, signal: AbortSignal): { readonly stream: Readable; readonly done: Promise<void> };
}

interface RenderedStack {
  readonly services: Record<
    string,
    { readonly image: string; readonly volumes?: readonly { readonly target: string }[] }
  >;
}

/** `environment` is the user's: what a `.env` says wins over it, so that a bundle is what its files say. */
export function createDocker(environment: Readonly<Record<string, string | undefined>>): Docker {
  const ask = async (args: readonly string[], options: ProgramOptions) =>
    (await output('docker', args, { environment, ...options })).trim();
  return {
    async versions(signal) {
      const docker = await ask(['version', '--format', '{{.Server.Version}}'], { signal });
      return { docker, compose: await ask(['compose', 'version', '--short'], { signal }) };
    },
    async stack(directory, signal) {
      const set = variableNames(await readFile(join(directory, '.env'), 'utf8'));
      const rest = Object.fromEntries(Object.entries(environment).filter(([name]) => !set.includes(name)));
      const args = ['compose', 'config', '--format', 'json'];
      const text = await ask(args, { signal, cwd: directory, environment: rest });
      const services = Object.values((JSON.parse(text) as RenderedStack).services);
      return {
        images: [...new Set(services.map(({ image }) => image))].sort(),
        wantsModels: services.some(({ volumes = [] }) => volumes.some(({ target }) => target === '/models')),
      };
    },
    async image(reference, signal) {
      const format = '{{.Id}} {{.Os}}/{{.Architecture}} {{.Size}}';
      // One line for each that is there: an image that is not is no failure of Docker.
      const lines = await ask(['image', 'ls', '--quiet', '--no-trunc', reference], { signal });
      if (lines === '') return null;
      const [id = '', platform = '', size] = (
        await ask(['image', 'inspect', '--format', format, reference], { signal })
      ).split(' ');
      return { reference, id, platform, bytes: Number(size) };
    },
    async pull(reference, signal) {
      await ask(['pull', reference], { signal });
    },
    save: (reference, signal) => outputStream('docker', ['save', reference], { signal, environment }),
  };
}

/** A reference as a name of a file. */
export const imageFileName = (reference: string) => reference.replace(/[^\w.-]+/g, '_');
