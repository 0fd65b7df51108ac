/** `recto genai-server`: starts an inference server with this model family's flags, as `paddlex_genai_server` does. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { exitCodes, Failure } from '../failure.ts';
import { readBackendConfig } from './backend-config.ts';
import { launchCommand, programNames, programOf, shellLine } from './launch-plan.ts';
import { runServer } from './run-server.ts';
import { servedModel, servedModelNames } from './served-model.ts';

const usage = `Usage: recto genai-server --model_name NAME --backend NAME [OPTIONS]

  --model_name NAME      ${servedModelNames.join(', ')}
  --backend NAME         ${programNames.join(', ')}
  --model_dir DIR        local weights; without it the server fetches them
  --host ADDRESS         default localhost
  --port NUMBER          default 8000
  --backend_config FILE  YAML with flags of the server: they win over this family's own. true is a bare flag, false keeps
                         it off, null takes a default away
  --print                prints the command instead of running it

Names may be written with dashes. Exit codes: the server's own; 1 it is not installed, 2 wrong usage.`;

const options = {
  'model-name': { type: 'string' },
  backend: { type: 'string' },
  'model-dir': { type: 'string' },
  host: { type: 'string', default: 'localhost' },
  port: { type: 'string', default: '8000' },
  'backend-config': { type: 'string' },
  print: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** `--model_name=x` is `--model-name=x`; values stay as they are. */
const withDashes = (argument: string): string =>
  argument.replace(/^--[^=]+/, (name) => name.replaceAll('_', '-'));

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: args.map(withDashes), options }).values;
  } catch (error) {
    throw new Failure(exitCodes.usage, error instanceof Error ? error.message : usage, error);
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65_535)) throw new Failure(exitCodes.usage, `--port: 1 to 65535, not "${text}"`);
  return port;
}

/** Returns the exit code; never throws for what a user can do wrong. */
export async function genaiServer(args: string[]): Promise<number> {
  try {
    return await launch(args);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

async function launch(args: readonly string[]): Promise<number> {
  const values = parsed(args);
  if (values.help) {
    console.log(usage);
    return exitCodes.done;
  }
  const { 'model-name': modelName, backend, 'backend-config': configPath } = values;
  if (modelName === undefined || backend === undefined) throw new Failure(exitCodes.usage, usage);
  const program = programOf(backend);
  const model = servedModel(modelName, values['model-dir'] ?? null);
  const command = launchCommand({
    program,
    model,
    place: { host: values.host, port: portOf(values.port) },
    options: configPath === undefined ? {} : await readBackendConfig(configPath),
    // ROCm's driver; a machine has one or the other.
    machine: { hasHip: existsSync('/dev/kfd') },
  });
  const notice = program.notice?.(model);
  if (notice) console.error(notice);
  if (!values.print) return runServer(program, command);
  console.log(shellLine(command));
  return exitCodes.done;
}
