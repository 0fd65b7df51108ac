/** Command line in the manner of `paddlex --serve` (wire.md 5.1). A flag wins over the variable of its name. */
import { parseArgs } from 'node:util';
import { ConfigError } from '@recto/service-kit';

const variableOfFlag = { pipeline: 'PIPELINE', device: 'DEVICE', host: 'HOST', port: 'PORT' } as const;

/** Variables that the flags set. Throws ConfigError for a flag that does not exist. */
export function variablesFromFlags(args: readonly string[]): Record<string, string> {
  const option = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { pipeline: option, device: option, host: option, port: option },
    });
    return Object.fromEntries(
      Object.entries(values).map(([flag, value]) => [
        variableOfFlag[flag as keyof typeof variableOfFlag],
        value,
      ]),
    );
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : 'the command line is not valid']);
  }
}
