/** `recto doctor`: what this machine has and lacks, one line each, with the remedy. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { processEnvironment } from '@recto/service-kit';
import { defaultLayoutModel, defaultModelsDir, knownModel } from '@recto/vision';
import { createDocker } from '../bundle/docker.ts';
import { variableValue } from '../bundle/environment-file.ts';
import { exitCodes } from '../failure.ts';
import { runCommand } from '../run-command.ts';
import { checkDevice, likelyAccelerator } from './device-checks.ts';
import { checkCompose, checkDocker, checkImages } from './engine-checks.ts';
import { type Finding, findingLine } from './finding.ts';
import { createMachine, type Machine } from './machine.ts';
import { checkDisk, checkLayoutModel, checkMemory } from './room-checks.ts';
import { checkServices } from './service-checks.ts';

const usage = `Usage: recto doctor [OPTIONS]

  --accelerator NAME  a directory of compose/; default: what this machine seems to have
  --directory DIR     where compose.yaml and .env lie, to look for their images
  --url URL           the pipeline; default http://127.0.0.1 with the port of DIR/.env or of this environment
  --api-key KEY       one of its API_KEYS

Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage.`;

const options = {
  accelerator: { type: 'string' },
  directory: { type: 'string' },
  url: { type: 'string' },
  'api-key': { type: 'string' },
  help: { type: 'boolean' },
} as const;

export async function doctor(args: string[]): Promise<number> {
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : usage);
    return exitCodes.usage;
  }
  if (values.help) {
    console.log(usage);
    return exitCodes.done;
  }
  return runCommand(null, (signal) => examine(values, createMachine(signal), signal));
}

type Wishes = { [K in 'accelerator' | 'directory' | 'url' | 'api-key']?: string };

async function examine(wishes: Wishes, machine: Machine, signal: AbortSignal): Promise<number> {
  const environment = processEnvironment();
  const { directory } = wishes;
  const env = directory === undefined ? '' : await readFile(join(directory, '.env'), 'utf8').catch(() => '');
  const port = variableValue(env, 'PIPELINE_PORT') || environment.PORT || '8080';
  const layoutModel = variableValue(env, 'LAYOUT_MODEL') || environment.LAYOUT_MODEL || defaultLayoutModel;
  let worst = false;
  const report = (findings: readonly Finding[]) => {
    for (const finding of findings) console.log(findingLine(finding));
    worst ||= findings.some(({ state }) => state === 'bad');
  };

  report([await checkDocker(machine), await checkCompose(machine)]);
  report(await checkDevice(machine, wishes.accelerator ?? (await likelyAccelerator(machine))));
  report([checkMemory(machine), await checkDisk(machine)]);
  if (directory !== undefined) {
    const stack = await createDocker(environment)
      .stack(directory, signal)
      .catch(() => null);
    report(await checkImages(machine, stack));
  } else {
    // A container has the models of its image.
    const ships = knownModel(layoutModel)?.source === null;
    const modelsDirectory = environment.MODELS_DIR || defaultModelsDir;
    report([await checkLayoutModel(machine, { directory: modelsDirectory, layoutModel, ships })]);
  }
  report(
    await checkServices(machine, {
      pipeline: (wishes.url ?? `http://127.0.0.1:${port}`).replace(/\/+$/, ''),
      gateway: `http://127.0.0.1:${environment.GATEWAY_PORT || '8118'}`,
      apiKey: wishes['api-key'] ?? environment.API_KEYS?.split(',')[0],
      signal,
    }),
  );
  return worst ? exitCodes.failed : exitCodes.done;
}
