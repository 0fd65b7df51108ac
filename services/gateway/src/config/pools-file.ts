/** The YAML file of pools (GATEWAY_CONFIG). Every mistake is listed with its place; values are never printed. */
import { readFileSync } from 'node:fs';
import { ConfigError } from '@recto/service-kit';
import { parse } from 'yaml';
import { z } from 'zod';
import { type BackendName, backendNames } from '../backends/backend.ts';
import type { PoolConfig, ReplicaConfig, WarmUpConfig } from './pool-config.ts';

const positive = z.number().int().min(1);
const concurrency = z.union([
  positive,
  z
    .strictObject({ initial: positive, min: positive, max: positive })
    .refine(({ initial, min, max }) => min <= initial && initial <= max, 'must hold min <= initial <= max'),
]);
const backend = z.enum(backendNames, `must be one of ${backendNames.join(', ')}`);
const replica = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional(),
  backend: backend.optional(),
  weight: z.number().positive().default(1),
  model: z.string().min(1).optional(),
  api_key: z.string().optional(),
  concurrency: concurrency.optional(),
});
const timeouts = z.strictObject({
  connect_ms: positive.optional(),
  first_byte_ms: positive.optional(),
  idle_ms: positive.optional(),
  attempt_ms: positive.optional(),
});
const warmUp = z.strictObject({
  /** A file beside this one, or a data URI. */
  image: z.string().optional(),
  prompt: z.string().default('OCR:'),
  expect: z.string().optional(),
  max_tokens: positive.default(64),
  timeout_ms: positive.default(300_000),
});
const pool = z.strictObject({
  model: z.string().min(1),
  aliases: z.array(z.string().min(1)).default([]),
  backend,
  replicas: z.array(replica).min(1, 'must name at least one replica'),
  api_key: z.string().optional(),
  concurrency: concurrency.optional(),
  defaults: z.record(z.string(), z.unknown()).default({}),
  fallback: z.array(z.string()).default([]),
  warm_up: warmUp.optional(),
  timeouts: timeouts.default({}),
  health_interval_ms: positive.optional(),
});
const poolsFile = z.strictObject({ pools: z.array(pool).min(1, 'must name at least one pool') });

type PoolEntry = z.output<typeof pool>;
type ReplicaEntry = z.output<typeof replica>;

/** What a file leaves open. */
export interface PoolFallbacks {
  readonly limits: PoolConfig['limits'];
  readonly concurrency: (backend: BackendName) => ReplicaConfig['concurrency'];
}

export interface PoolsFileContext {
  /** For `${NAME}` in the file. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For what the file leaves open. */
  readonly fallbacks: PoolFallbacks;
  /** Reads an image that a warm-up names, as a data URI. */
  readonly readImage: (path: string) => string;
}

const anyModel = '*';

/** Throws ConfigError naming every mistake. */
export function readPoolsFile(path: string, context: PoolsFileContext): PoolConfig[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError([`GATEWAY_CONFIG: the file ${path} cannot be read`]);
  }
  return parsePools(text, context);
}

/** Throws ConfigError naming every mistake. */
export function parsePools(text: string, context: PoolsFileContext): PoolConfig[] {
  const missing = new Set<string>();
  const parsed = poolsFile.safeParse(withVariables(parseYaml(text), context.environment, missing));
  const problems = [...missing].map((name) => `GATEWAY_CONFIG: the variable ${name} is not set`);
  if (!parsed.success) {
    problems.push(
      ...parsed.error.issues.map(({ path, message }) => `GATEWAY_CONFIG: ${placeOf(path)}: ${message}`),
    );
  } else problems.push(...contradictions(parsed.data.pools));
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return parsed.data.pools.map((entry) => poolOf(entry, context));
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new ConfigError(['GATEWAY_CONFIG: the file is not YAML']);
  }
}

/** `${NAME}` in any string, so that a file holds no secret. */
function withVariables(
  value: unknown,
  environment: PoolsFileContext['environment'],
  missing: Set<string>,
): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const text = environment[name];
      if (text === undefined) missing.add(name);
      return text ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((item) => withVariables(item, environment, missing));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withVariables(item, environment, missing)]),
  );
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (place, step) =>
      typeof step === 'number'
        ? `${place}[${step}]`
        : place === ''
          ? String(step)
          : `${place}.${String(step)}`,
    '',
  ) || 'the file';

/** What the shape alone does not show. */
function contradictions(pools: readonly PoolEntry[]): string[] {
  const problems: string[] = [];
  const say = (index: number, what: string) => problems.push(`GATEWAY_CONFIG: pools[${index}]${what}`);
  const taken = new Set<string>();
  pools.forEach((entry, index) => {
    for (const name of [entry.model, ...entry.aliases]) {
      if (taken.has(name)) say(index, `: the name ${name} is taken by another pool`);
      taken.add(name);
    }
    for (const name of entry.fallback)
      if (!pools.some(({ model }) => model === name) || name === entry.model)
        say(index, `.fallback: ${name} is no other pool`);
    const isNative = (item: ReplicaEntry) => (item.backend ?? entry.backend) === 'native';
    if (entry.replicas.length > 1 && entry.replicas.some(isNative))
      say(index, ': the native engine is one replica, alone in its pool');
    entry.replicas.forEach((item, at) => {
      if (!isNative(item) && item.url === undefined) say(index, `.replicas[${at}].url: must be set`);
    });
  });
  return problems;
}

function poolOf(entry: PoolEntry, context: PoolsFileContext): PoolConfig {
  const { limits } = context.fallbacks;
  const { timeouts: given } = entry;
  return {
    name: entry.model,
    aliases: entry.aliases.filter((name) => name !== anyModel),
    takesAnyModel: entry.aliases.includes(anyModel),
    replicas: entry.replicas.map((item) =>
      replicaOf(item, entry, context),
    ) as unknown as PoolConfig['replicas'],
    defaults: entry.defaults,
    fallbacks: entry.fallback,
    warmUp: entry.warm_up === undefined ? null : warmUpOf(entry.warm_up, context),
    limits: {
      connectMs: given.connect_ms ?? limits.connectMs,
      firstByteMs: given.first_byte_ms ?? limits.firstByteMs,
      idleMs: given.idle_ms ?? limits.idleMs,
      attemptMs: given.attempt_ms ?? limits.attemptMs,
    },
    healthIntervalMs: entry.health_interval_ms ?? null,
  };
}

function replicaOf(item: ReplicaEntry, entry: PoolEntry, { fallbacks }: PoolsFileContext): ReplicaConfig {
  const backend = item.backend ?? entry.backend;
  return {
    backend,
    url: item.url ?? null,
    weight: item.weight,
    // A caller may have used an alias, which the server does not know.
    modelName: item.model ?? entry.model,
    apiKey: item.api_key ?? entry.api_key ?? null,
    concurrency: item.concurrency ?? entry.concurrency ?? fallbacks.concurrency(backend),
  };
}

const warmUpOf = (entry: z.output<typeof warmUp>, { readImage }: PoolsFileContext): WarmUpConfig => ({
  image:
    entry.image === undefined ? null : entry.image.startsWith('data:') ? entry.image : readImage(entry.image),
  prompt: entry.prompt,
  expect: entry.expect ?? null,
  maxTokens: entry.max_tokens,
  timeoutMs: entry.timeout_ms,
});
