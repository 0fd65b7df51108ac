/**
 * `npm run test:real-clients`: published clients against the running service. Needs Python 3 and, for the first run, a package
 * index; not part of `npm test`. Usage: npm run test:real-clients [-- PART OF A NAME]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPipeline } from '../../bench/stack.ts';
import { twoPagePdf, whitePage } from '../conformance/pages.ts';
import { startScriptedEngine } from '../conformance/scripted-engine.ts';
import { type RealClient, realClients } from './clients.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A virtual environment with the client, made once. */
function pythonOf({ name, packages, bare = [] }: RealClient): string {
  const directory = here(`../../.data/real-clients/${name.replace(/[^\w.]+/g, '-')}`);
  const python = join(directory, 'bin/python');
  const stamp = join(directory, 'installed');
  if (!existsSync(stamp)) {
    console.log(`installing ${packages.join(', ')} …`);
    mkdirSync(directory, { recursive: true });
    const steps = [
      ['python3', '-m', 'venv', directory],
      [python, '-m', 'pip', 'install', '--quiet', ...packages],
      ...(bare.length > 0 ? [[python, '-m', 'pip', 'install', '--quiet', '--no-deps', ...bare]] : []),
    ];
    for (const [command = '', ...args] of steps) {
      if (spawnSync(command, args, { stdio: 'inherit' }).status !== 0)
        throw new Error(`${name}: not installed`);
    }
    writeFileSync(stamp, packages.join('\n'));
  }
  return python;
}

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Every check that the script reported; a script that fell over counts as one that failed. */
async function runClient(client: RealClient, environment: Record<string, string>): Promise<Check[]> {
  const child = spawn(pythonOf(client), [here(client.script)], {
    env: { ...process.env, ...environment, PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK: 'True' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, complaints] = ['', ''];
  child.stdout.on('data', (piece) => {
    output += piece;
  });
  child.stderr.on('data', (piece) => {
    complaints += piece;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const checks = output
    .split('\n')
    .filter((line) => line.startsWith('CHECK '))
    .map((line) => JSON.parse(line.slice('CHECK '.length)) as Check);
  return code === 0 && checks.length > 0
    ? checks
    : [...checks, { name: 'the script ran to its end', ok: false, detail: complaints.slice(-1500) }];
}

const wanted = process.argv[2]?.toLowerCase() ?? '';
const samples = mkdtempSync(join(tmpdir(), 'recto-real-clients-'));
const image = join(samples, 'page.png');
const pdf = join(samples, 'report.pdf');
writeFileSync(image, Buffer.from(whitePage, 'base64'));
writeFileSync(pdf, twoPagePdf);
const engine = await startScriptedEngine();
const pipeline = await startPipeline({
  RECOGNITION_URL: engine.url,
  MODELS_DIR: here('../conformance/layout-model'),
  LAYOUT_MODEL: 'conformance-layout',
});
let failed = 0;
try {
  for (const client of realClients.filter(({ name }) => name.toLowerCase().includes(wanted))) {
    console.log(`\n${client.name}`);
    const environment = { RECTO_URL: pipeline.url, SAMPLE_IMAGE: image, SAMPLE_PDF: pdf };
    for (const { name, ok, detail } of await runClient(client, environment)) {
      console.log(`  ${ok ? 'ok  ' : 'FAIL'} ${name}${ok ? '' : `\n${detail}`}`);
      if (!ok) failed += 1;
    }
  }
} finally {
  await pipeline.stop();
  engine.close();
  rmSync(samples, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
