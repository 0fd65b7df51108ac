/** `recto models`: list, pull, import, verify. */
import { parseArgs } from 'node:util';
import { processEnvironment } from '@recto/service-kit';
import { defaultModelsDir, type KnownModel, knownModel, knownModels } from '@recto/vision';
import { exitCodes, Failure } from '../failure.ts';
import { runCommand } from '../run-command.ts';
import { modelLine, ownModelLine, type Presence, sizeText, verdictLine } from './describe.ts';
import { defaultPatience, proxyOfEnvironment } from './download.ts';
import { createModelStore, type ModelStore } from './model-store.ts';
import { pull } from './pull.ts';

const usage = `Usage: recto models COMMAND [OPTIONS]

  list            the models that Recto knows, and which of them are here
  pull NAME…      fetch models of the registry; a download that broke off goes on where it stopped
                  --from URL    fetch from this address; the sum must be the registry's all the same
  import FILE     install a file that is here already, without a network
                  --name NAME   for a model of your own that the registry does not have
  verify [NAME…]  compute the sums of what is installed again

  --models-dir DIR  where models lie; default: MODELS_DIR, else ${defaultModelsDir}

Exit codes: 0 done, 1 failed (network, disk), 2 wrong usage, 3 a file is not what it should be.`;

interface Run {
  readonly store: ModelStore;
  readonly names: readonly string[];
  readonly from: string | undefined;
  readonly name: string | undefined;
  readonly signal: AbortSignal;
}

const commands: Readonly<Record<string, (run: Run) => Promise<number>>> = {
  list,
  pull: pullAll,
  import: importFile,
  verify,
};

/** Returns the exit code; never throws for what a user can do wrong. */
export const models = (args: string[]): Promise<number> =>
  runCommand('stopped; the next pull goes on from here', (signal) => dispatch(args, signal));

async function dispatch(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parsed(args);
  const [word = '', ...names] = positionals;
  if (word === 'help' || values.help) {
    console.log(usage);
    return exitCodes.done;
  }
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command === undefined) throw new Failure(exitCodes.usage, usage);
  const directory = values['models-dir'] ?? (processEnvironment().MODELS_DIR || defaultModelsDir);
  return command({ store: createModelStore(directory), names, from: values.from, name: values.name, signal });
}

function parsed(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { from: text, name: text, 'models-dir': text, help: { type: 'boolean' } } as const;
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new Failure(exitCodes.usage, error instanceof Error ? error.message : usage, error);
  }
}

async function list({ store }: Run): Promise<number> {
  const installed = new Set(await store.names());
  for (const model of knownModels) {
    const presence: Presence =
      model.source === null ? 'shipped' : installed.has(model.name) ? 'installed' : 'not installed';
    console.log(modelLine(model, presence));
  }
  for (const name of installed) if (knownModel(name) === undefined) console.log(ownModelLine(name));
  return exitCodes.done;
}

async function pullAll({ store, names, from, signal }: Run): Promise<number> {
  if (names.length === 0) throw new Failure(exitCodes.usage, usage);
  if (from !== undefined && (names.length > 1 || !/^https?:\/\//.test(from) || !URL.canParse(from))) {
    throw new Failure(exitCodes.usage, '--from takes one http(s) URL for one model');
  }
  for (const model of names.map(registered)) {
    if (await isGood(store, model, signal)) {
      console.log(`${model.name}: already installed`);
      continue;
    }
    await pull(model, {
      store,
      from,
      signal,
      patience: defaultPatience,
      dispatcher: proxyOfEnvironment(),
      onProgress: progressOf(model),
      onGivenUp: (url, reason) => console.error(`${new URL(url).host}: ${reason}`),
    });
    console.log(`${model.name}: installed, ${sizeText(model.source?.bytes ?? 0)}, the sum is right`);
  }
  return exitCodes.done;
}

function registered(name: string): KnownModel {
  const model = knownModel(name);
  if (model?.source) return model;
  if (model) throw new Failure(exitCodes.usage, `${name} ships with Recto`);
  const pullable = knownModels.filter(({ source }) => source !== null).map((known) => known.name);
  throw new Failure(exitCodes.usage, `${name} is not in the registry; it has ${pullable.join(', ')}`);
}

async function isGood(store: ModelStore, { name }: KnownModel, signal: AbortSignal): Promise<boolean> {
  if (!(await store.names()).includes(name)) return false;
  return (await store.verify(name, signal)).kind === 'good';
}

/** A line that is written over, for people; nothing where nobody looks. */
function progressOf({ name, source }: KnownModel): (bytes: number) => void {
  let shown = -1;
  return (bytes) => {
    const percent = Math.floor((100 * bytes) / (source?.bytes ?? 1));
    if (!process.stderr.isTTY || percent === shown) return;
    shown = percent;
    process.stderr.write(`\r${name}: ${percent} %${percent === 100 ? '\n' : ''}`);
  };
}

async function importFile({ store, names, name, signal }: Run): Promise<number> {
  const [file, ...more] = names;
  if (file === undefined || more.length > 0) throw new Failure(exitCodes.usage, usage);
  const installed = await store.add(file, name, signal);
  const checked = knownModel(installed) ? 'the sum is right' : 'not in the registry, its sum is unknown';
  console.log(`${installed}: installed, ${checked}`);
  return exitCodes.done;
}

async function verify({ store, names, signal }: Run): Promise<number> {
  const installed = await store.names();
  const absent = names.find((name) => !installed.includes(name));
  if (absent !== undefined) throw new Failure(exitCodes.failed, `${absent} is not installed`);
  const wanted = names.length > 0 ? names : installed;
  if (wanted.length === 0) console.log('nothing is installed beside what ships with Recto');
  let bad = false;
  for (const name of wanted) {
    const verdict = await store.verify(name, signal);
    console.log(verdictLine(name, verdict));
    bad ||= verdict.kind === 'bad';
  }
  return bad ? exitCodes.mismatch : exitCodes.done;
}
