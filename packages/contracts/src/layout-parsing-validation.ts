/**
 * A request that fails its schema, told the way the reference tells it (wire.md 1.4): `errorMsg` is a JSON-encoded
 * list of `{ type, loc, msg, input, ctx? }` with everything beyond ASCII escaped.
 */
import type { z } from 'zod';
import { RectoError } from './recto-error.ts';

export interface ValidationItem {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
  ctx?: Record<string, unknown>;
}

type Issue = z.core.$ZodIssue;
type Verdict = Pick<ValidationItem, 'type' | 'msg' | 'ctx'>;

/** Characters of a refused value that are repeated to the caller: a value may be a whole file. */
const echoedCharacters = 200;

/** Checks a parsed body. Throws RectoError request.invalid. */
export function validateBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidRequest([{ ...modelType, loc: ['body'], input: echoed(body) }]);
  }
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.map((issue) => validationItem(issue, body)));
}

export const invalidRequest = (items: readonly ValidationItem[]): RectoError =>
  new RectoError('request.invalid', { message: asciiJson(items) });

/** The body is not JSON at all. */
export const notJson = (reason: string): RectoError =>
  new RectoError('request.not_json', {
    message: asciiJson([
      { type: 'json_invalid', loc: ['body'], msg: 'JSON decode error', input: {}, ctx: { error: reason } },
    ]),
  });

/** JSON text that is pure ASCII. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const modelType: Verdict = {
  type: 'model_attributes_type',
  msg: 'Input should be a valid dictionary or object to extract fields from',
};

function validationItem(raw: Issue, body: object): ValidationItem {
  const { issue, path } = innermost(raw, []);
  const input = valueAt(body, path);
  const loc = ['body', ...path.map((key) => (typeof key === 'number' ? key : String(key)))];
  if (input === undefined && path.length > 0) {
    const parent = valueAt(body, path.slice(0, -1));
    return { type: 'missing', loc, msg: 'Field required', input: echoed(parent) };
  }
  return { ...verdictOf(issue, input), loc, input: echoed(input) };
}

/** The branch of a union that the value was meant for: the first that did not already fail on its kind. */
function innermost(issue: Issue, prefix: PropertyKey[]): { issue: Issue; path: PropertyKey[] } {
  const path = [...prefix, ...issue.path];
  if (issue.code !== 'invalid_union') return { issue, path };
  const wrongKind = (i: Issue | undefined) => i?.path.length === 0 && kindCodes.has(i.code);
  const branch = issue.errors.find((errors) => !wrongKind(errors[0])) ?? issue.errors[0];
  const first = branch?.[0];
  return first ? innermost(first, path) : { issue, path };
}

const kindCodes: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'invalid_union']);

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function verdictOf(issue: Issue, input: unknown): Verdict {
  switch (issue.code) {
    case 'invalid_type':
      return kindVerdict(issue.expected, input);
    case 'invalid_value': {
      const expected = alternatives(issue.values);
      return { type: 'literal_error', msg: `Input should be ${expected}`, ctx: { expected } };
    }
    case 'too_small':
      return issue.inclusive
        ? bound('greater_than_equal', 'greater than or equal to', 'ge', issue.minimum)
        : bound('greater_than', 'greater than', 'gt', issue.minimum);
    case 'too_big':
      return issue.inclusive
        ? bound('less_than_equal', 'less than or equal to', 'le', issue.maximum)
        : bound('less_than', 'less than', 'lt', issue.maximum);
    case 'invalid_key':
      return { type: 'value_error', msg: `Value error, ${issue.issues[0]?.message ?? issue.message}` };
    default:
      return { type: 'value_error', msg: `Value error, ${issue.message}` };
  }
}

const bound = (type: string, words: string, key: string, limit: number | bigint): Verdict => ({
  type,
  msg: `Input should be ${words} ${limit}`,
  ctx: { [key]: Number(limit) },
});

function kindVerdict(expected: string, input: unknown): Verdict {
  const text = typeof input === 'string';
  switch (expected) {
    case 'boolean':
      return text
        ? { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' }
        : { type: 'bool_type', msg: 'Input should be a valid boolean' };
    case 'number':
      return text
        ? {
            type: 'float_parsing',
            msg: 'Input should be a valid number, unable to parse string as a number',
          }
        : { type: 'float_type', msg: 'Input should be a valid number' };
    case 'int':
      return {
        type: 'int_from_float',
        msg: 'Input should be a valid integer, got a number with a fractional part',
      };
    case 'string':
      return { type: 'string_type', msg: 'Input should be a valid string' };
    case 'array':
    case 'tuple':
      return { type: 'list_type', msg: 'Input should be a valid list' };
    default:
      return { type: 'dict_type', msg: 'Input should be a valid dictionary' };
  }
}

/** `'a', 'b' or 'c'`, as Python prints literals. */
function alternatives(values: readonly unknown[]): string {
  const shown = values.map((v) => (typeof v === 'string' ? `'${v}'` : String(v)));
  const last = shown.at(-1) ?? '';
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} or ${last}` : last;
}

/** Enough of a refused value to recognise it. */
function echoed(value: unknown): unknown {
  if (typeof value === 'string') return shortened(value);
  if (typeof value !== 'object' || value === null) return value;
  const json = JSON.stringify(value, (_key, v) => (typeof v === 'string' ? shortened(v) : v));
  return json.length > echoedCharacters * 5 ? shortened(json) : JSON.parse(json);
}

const shortened = (text: string): string =>
  text.length > echoedCharacters ? `${text.slice(0, echoedCharacters)}…` : text;
