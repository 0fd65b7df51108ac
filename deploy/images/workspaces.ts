/** Workspace directories that others need, by the `workspace:` dependencies in their manifests. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (workspace: string): Manifest =>
  JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8'));

export const dependenciesOf = (workspace: string): string[] =>
  Object.keys(manifestOf(workspace).dependencies ?? {});

/** `entries` and everything that they depend on, sorted; paths below `root`. */
export function workspaceClosure(root: string, entries: readonly string[]): string[] {
  const manifests = new Map(
    globSync('{packages,services}/*/package.json', { cwd: root }).map((path) => [
      dirname(path),
      manifestOf(join(root, dirname(path))),
    ]),
  );
  const directoryOf = new Map([...manifests].map(([directory, { name }]) => [name, directory]));
  const closure = new Set<string>();
  const add = (directory: string) => {
    if (closure.has(directory)) return;
    closure.add(directory);
    for (const name of Object.keys(manifests.get(directory)?.dependencies ?? {})) {
      const needed = directoryOf.get(name);
      if (needed !== undefined) add(needed);
    }
  };
  for (const entry of entries) {
    if (!existsSync(join(root, entry))) throw new Error(`${entry} is not there`);
    add(entry);
  }
  return [...closure].sort();
}
