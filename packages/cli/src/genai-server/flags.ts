/** Options of a server as flags of its command line. Nothing here passes through a shell. */
import { exitCodes, Failure } from '../failure.ts';

export type OptionValue =
  | string
  | number
  | boolean
  | null
  | readonly OptionValue[]
  | { readonly [key: string]: OptionValue };
export type Options = Readonly<Record<string, OptionValue>>;

/** How a program takes a switch that is off: by `--no-x`, or by saying nothing. */
export type OffSwitch = (option: string) => 'negated' | 'left out';

/** Options are named as on the command line, without `--`; `max_model_len` is `max-model-len`. */
export const optionName = (key: string): string => key.replaceAll('_', '-');

/** The later one wins; null takes an option away. */
export const mergeOptions = (...layers: readonly Options[]): Options =>
  Object.fromEntries(
    layers.flatMap((layer) => Object.entries(layer).map(([key, value]) => [optionName(key), value])),
  );

/**
 * `true` is a bare flag, `false` whatever keeps it off, null nothing; a list of plain values follows its flag one by one, an
 * object is JSON. Throws Failure for an option whose name is no flag.
 */
export const flagsOf = (options: Options, off: OffSwitch): string[] =>
  Object.entries(options).flatMap(([key, value]) => {
    const option = optionName(key);
    if (!/^[A-Za-z][\w.-]*$/.test(option))
      throw new Failure(exitCodes.usage, `"${key}" is not the name of an option`);
    if (value === null) return [];
    if (value === true) return [`--${option}`];
    if (value === false) return off(option) === 'negated' ? [`--no-${option}`] : [];
    return [`--${option}`, ...valuesOf(value)];
  });

const isList = (value: OptionValue): value is readonly OptionValue[] => Array.isArray(value);

function valuesOf(value: Exclude<OptionValue, boolean | null>): string[] {
  if (!isList(value)) return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
  const isPlain = value.every((item) => item !== null && typeof item !== 'object');
  return isPlain ? value.map(String) : [JSON.stringify(value)];
}
