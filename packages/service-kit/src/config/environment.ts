/**
 * Reads configuration once. The only place of a service that touches `process.env`;
 * every bad variable is listed with its reason, values are never printed.
 */
import { existsSync } from 'node:fs';
import { config as dotenvConfig } from 'dotenv';
import { z } from 'zod';

/** Variable name -> schema of its text. Absent and empty variables read as undefined. */
export type VariableShape = Record<string, z.ZodType>;
export type Variables<S extends VariableShape> = Readonly<{ [K in keyof S]: z.output<S[K]> }>;

export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`Configuration is not valid:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Text of the process environment, with a `.env` file below it: real variables win. Null for what the process was started with alone. */
export function processEnvironment(envFile: string | null = '.env'): Record<string, string | undefined> {
  const fromFile: Record<string, string> = {};
  if (envFile !== null && existsSync(envFile))
    dotenvConfig({ path: envFile, processEnv: fromFile, quiet: true });
  return { ...fromFile, ...process.env };
}

/** Checks all variables at once. Throws ConfigError with one line per bad variable. */
export function readVariables<S extends VariableShape>(
  shape: S,
  environment: Record<string, string | undefined>,
): Variables<S> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(shape)) {
    const text = environment[name]?.trim();
    const parsed = schema.safeParse(text === '' ? undefined : text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${name}: ${parsed.error.issues.map((i) => i.message).join('; ')}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(values) as Variables<S>;
}

/** Schemas for the text of variables. Each takes its default; messages never repeat the value. */
export const variable = {
  text: (fallback: string) => z.string().default(fallback),
  optionalText: () => z.string().optional(),
  /** Whole number within bounds, e.g. bytes, pixels, milliseconds. */
  integer: (fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
    z
      .string()
      .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
      .transform(Number)
      .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`)
      .default(fallback),
  /** A whole number, or `none` for no limit. */
  integerOrNone: (fallback: number | null, { min = 1 } = {}) =>
    z
      .string()
      .regex(/^(\d+|none)$/, `must be a whole number from ${min}, or "none"`)
      .transform((t) => (t === 'none' ? null : Number(t)))
      .refine((n) => n === null || n >= min, `must be a whole number from ${min}, or "none"`)
      .default(fallback),
  flag: (fallback: boolean) =>
    z
      .string()
      .regex(/^(true|false|1|0|yes|no)$/i, 'must be true or false')
      .transform((t) => /^(true|1|yes)$/i.test(t))
      .default(fallback),
  choice: <const T extends readonly [string, ...string[]]>(choices: T, fallback: T[number]) =>
    z.enum(choices, `must be one of ${choices.join(', ')}`).default(fallback as never),
  /** Comma-separated. */
  list: (fallback: readonly string[] = []) =>
    z
      .string()
      .transform((t) =>
        t
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      )
      .default([...fallback]),
  url: (fallback: string) => z.url('must be an http(s) URL').default(fallback),
  optionalUrl: () => z.url('must be an http(s) URL').optional(),
} as const;
