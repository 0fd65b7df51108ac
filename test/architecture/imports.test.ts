/** The shape of the house as a test: who may import whom, who may touch the environment, who may dial. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

interface Module {
  readonly path: string;
  /** `packages/vision`, `services/gateway`, … */
  readonly home: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const isTest = (path: string) => /\.(test|fixture)\.ts$/.test(path) || path.includes('/test-');

const modules: Module[] = globSync(['packages/*/src/**/*.ts', 'services/*/src/**/*.ts'], { cwd: root })
  .filter((path) => !isTest(path))
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const imports = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^'\n]+)'/g)].map(
      (match) => match[1] as string,
    );
    return { path, home: path.split('/').slice(0, 2).join('/'), text, imports };
  });

/** What each package may know of the house. A document travels one way. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'packages/contracts': [],
  'packages/geometry': [],
  'packages/outbound': ['contracts'],
  'packages/documents': ['contracts', 'geometry'],
  'packages/vision': ['contracts', 'geometry', 'documents'],
  'packages/native-ocr': ['contracts', 'geometry'],
  'packages/recognition': ['contracts', 'geometry', 'documents', 'vision', 'native-ocr'],
  'packages/assembly': ['contracts', 'geometry', 'documents', 'vision', 'recognition'],
  'packages/service-kit': ['contracts'],
  'packages/cli': ['service-kit', 'vision'],
  'services/gateway': ['contracts', 'service-kit', 'native-ocr', 'outbound'],
  'services/pipeline': [
    'contracts',
    'geometry',
    'service-kit',
    'outbound',
    'documents',
    'vision',
    'recognition',
    'assembly',
  ],
};

describe('the house', () => {
  it('is seen whole by this test', () => {
    expect([...new Set(modules.map((m) => m.home))].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it.each(Object.entries(mayImport))('%s imports only what lies before it', (home, allowed) => {
    const used = modules
      .filter((m) => m.home === home)
      .flatMap((m) => m.imports.filter((i) => i.startsWith('@recto/')).map((i) => `${m.path}: ${i}`));
    const names = allowed.map((name) => `@recto/${name}`);
    expect(used.filter((line) => !names.includes(line.split(': ')[1] as string))).toEqual([]);
  });

  it('has faces: nobody reaches into another package', () => {
    const reaching = modules.flatMap((m) =>
      m.imports
        .filter((i) => i.startsWith('.'))
        .filter((i) => !resolve(root, dirname(m.path), i).startsWith(join(root, m.home, '/')))
        .map((i) => `${m.path}: ${i}`),
    );
    expect(reaching).toEqual([]);
  });

  it('keeps contracts free of everything but zod', () => {
    const foreign = modules
      .filter((m) => m.home === 'packages/contracts')
      .flatMap((m) =>
        m.imports.filter((i) => !i.startsWith('.') && i !== 'zod').map((i) => `${m.path}: ${i}`),
      );
    expect(foreign).toEqual([]);
  });

  it('reads process.env in configuration only', () => {
    const readers = modules.filter((m) => m.text.includes('process.env') && !m.path.includes('/config/'));
    expect(readers.map((m) => m.path)).toEqual(['packages/cli/src/check.ts']);
  });

  it('dials from few places', () => {
    const dialling = /from '(?:node:https?|undici|openai|node:net|node:tls)'|\bfetch\(/;
    const allowed = [
      'packages/outbound/',
      'packages/cli/src/doctor/',
      'packages/cli/src/models/download.ts',
      'packages/cli/src/until-ready.ts',
      'packages/service-kit/src/lifecycle.ts',
      'packages/recognition/src/client/vlm-client',
      'services/gateway/src/transport/',
      'services/pipeline/src/http/readiness.ts',
      'services/pipeline/src/storage/s3-bucket.ts',
      // A socket in a directory, as a lock.
      'services/pipeline/src/jobs/queue/lock-directory.ts',
    ];
    const types = /import type [^;]*;/g;
    const dialers = modules.filter((m) => dialling.test(m.text.replace(types, ''))).map((m) => m.path);
    expect(dialers.filter((path) => !allowed.some((prefix) => path.startsWith(prefix)))).toEqual([]);
  });

  it('loads nothing of the queue of jobs before there is a job', () => {
    const byPath = new Map(modules.map((m) => [m.path, m]));
    const loaded = new Set<string>();
    const load = (path: string) => {
      const module = byPath.get(path);
      if (module === undefined || loaded.has(path)) return;
      loaded.add(path);
      const atOnce = module.text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm);
      for (const [, place] of atOnce) load(relative(root, resolve(root, dirname(path), place as string)));
    };
    load('services/pipeline/src/main.ts');
    expect(loaded.has('services/pipeline/src/jobs/create-jobs.ts')).toBe(true);
    const heavy =
      /^import (?!type )[^;]*?from '(?:bullmq|pg|ioredis|rate-limiter-flexible|@bull-board\/\w+|@electric-sql\/pglite)'/m;
    expect([...loaded].filter((path) => heavy.test(byPath.get(path)?.text ?? ''))).toEqual([]);
  });

  it('has no file past the size that a head can hold', () => {
    const long = modules.filter((m) => m.text.split('\n').length > 450 && !m.path.includes('/generated/'));
    expect(long.map((m) => m.path)).toEqual([]);
  });

  it('exports by name', () => {
    const bad = modules.filter((m) => /^export (\*|default)/m.test(m.text));
    expect(bad.map((m) => m.path)).toEqual([]);
  });
});
