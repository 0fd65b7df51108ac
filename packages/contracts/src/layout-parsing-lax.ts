/**
 * Scalars as the reference server reads them: pydantic's lax mode (wire.md 2). `"0.5"` is a number, `1` is
 * true, `4096.0` is an integer; a number is never a string. Each schema coerces first and checks after.
 */
import { z } from 'zod';

const trueWords = new Set(['1', 'on', 't', 'true', 'y', 'yes']);
const falseWords = new Set(['0', 'off', 'f', 'false', 'n', 'no']);

function toBoolean(value: unknown): unknown {
  if (value === 1 || value === 0) return value === 1;
  if (typeof value !== 'string') return value;
  const word = value.toLowerCase();
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : value;
}

const decimal = /^[+-]?(\d+(_\d+)*\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function toNumber(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return decimal.test(text) ? Number(text.replaceAll('_', '')) : value;
}

const whole = /^[+-]?\d+(_\d+)*(\.0*)?$/;

function toInteger(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return whole.test(text) ? Number(text.replaceAll('_', '')) : value;
}

export const laxBoolean = z.preprocess(toBoolean, z.boolean());

/** A number that `check` narrows further, e.g. `(n) => n.gt(0)`. */
export const laxNumber = (check: (schema: z.ZodNumber) => z.ZodNumber = (n) => n) =>
  z.preprocess(toNumber, check(z.number()));

export const positiveInteger = z.preprocess(toInteger, z.int().gt(0));

/** A field that may be absent or null, which both mean "follow the configuration". */
export const orConfig = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);

/**
 * An object keyed by class id. JSON keys arrive as strings; the reference looks integers up and so never finds
 * them (wire.md 2.1 "per-class object keys"): here they mean what its documentation says.
 */
export const perClass = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string().regex(/^\d{1,6}$/, 'class ids are whole numbers'), value)
    .transform(
      (byId): ReadonlyMap<number, z.output<T>> =>
        new Map(Object.entries(byId).map(([id, v]) => [Number(id), v as z.output<T>])),
    );
