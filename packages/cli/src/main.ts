/** The `recto` command: one file per subcommand. */
import { bundle } from './bundle/bundle.ts';
import { doctor } from './doctor/doctor.ts';
import { genaiServer } from './genai-server/genai-server.ts';
import { models } from './models/models.ts';
import { serve } from './serve.ts';
import { worker } from './worker.ts';

const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  serve,
  worker,
  models,
  bundle,
  doctor,
  'genai-server': genaiServer,
};

const usage = `Usage: recto COMMAND [OPTIONS]

  serve   start the gateway and the pipeline on this machine
          --pipeline FILE  PaddleX pipeline YAML     --device NAME  cpu, gpu:0, …
          --host ADDRESS   default 0.0.0.0           --port NUMBER  default 8080
  worker  work on jobs beside or away from the API; needs JOBS_URL and a JOBS_STORE that all processes share
          --port NUMBER  of its health and metrics, default 8081
  models  list, pull, import and verify models that do not ship with Recto
  bundle  create, verify and load what a machine without a network needs
  genai-server  start vLLM, SGLang, FastDeploy, llama.cpp or MLX-VLM with this model family's flags
  doctor  what this machine has and lacks, with the remedies`;

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  console.error(usage);
  process.exit(name === 'help' || name === '--help' ? 0 : 2);
}
process.exit(await command(args));
