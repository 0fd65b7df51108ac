/** A kind of inference server, as its launcher needs to know it: one file of data each in `servers/`. */
import type { OffSwitch, Options } from './flags.ts';
import type { ServedModel } from './served-model.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** What the machine says that changes a command. */
export interface MachineFacts {
  /** An AMD card with ROCm. */
  readonly hasHip: boolean;
}

export interface ServerProgram {
  /** As `--backend` takes it. */
  readonly name: string;
  /** What is started, before its flags. */
  readonly command: readonly string[];
  /** Where the program is a Python module: what `import` must find. */
  readonly module: string | null;
  /** Follows "not installed:". */
  readonly install: string;
  /** This family's defaults, which the user's options overwrite. */
  readonly defaults: (model: ServedModel, machine: MachineFacts) => Options;
  /** What no option overwrites: the model, where it listens. Positional arguments come first. Throws Failure. */
  readonly fixed: (model: ServedModel, place: Place) => { positional: readonly string[]; options: Options };
  readonly off: OffSwitch;
  /** A word of warning for this model, or null. */
  readonly notice?: (model: ServedModel) => string | null;
}

export const leftOut: OffSwitch = () => 'left out';
export const negated: OffSwitch = () => 'negated';
