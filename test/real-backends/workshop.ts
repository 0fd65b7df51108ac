/**
 * What the real servers need, made once and kept outside the repository (`RECTO_REAL_BACKENDS_DIR`, default
 * ~/.cache/recto/real-backends): llama.cpp's server built from the source inside llama-cpp-python's package, mlx-vlm in a virtual
 * environment, and a tiny model with random weights.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const versions = {
  llamaCppPython: '0.3.36',
  // Newer transformers refuse what mlx-vlm 0.7.10 hands to a CLIP image processor.
  mlx: ['mlx[cpu]==0.32.4', 'mlx-vlm==0.7.10', 'transformers==5.14.0'],
  client: ['openai'],
  model: ['gguf', 'numpy', 'safetensors', 'tokenizers'],
};
/** Tokens; short enough that a page of text does not fit. */
export const contextLength = 4096;

export const root = process.env.RECTO_REAL_BACKENDS_DIR ?? join(homedir(), '.cache/recto/real-backends');
const script = fileURLToPath(new URL('make_tiny_model.py', import.meta.url));

function run(command: string, args: readonly string[], cwd = root): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`${command} ${args.slice(0, 4).join(' ')} …: ${error?.message ?? `exit ${status}`}`);
}

/** `make` unless it was done before; what broke off is begun again. */
function once(name: string, make: () => void): void {
  const stamp = join(root, `${name}.done`);
  if (existsSync(stamp)) return;
  console.log(`preparing ${name} …`);
  mkdirSync(root, { recursive: true });
  make();
  writeFileSync(stamp, '');
}

function environment(name: string, packages: readonly string[]): string {
  const python = join(root, name, 'bin/python');
  once(name, () => {
    run('python3', ['-m', 'venv', join(root, name)]);
    run(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
  });
  return python;
}

/** Python with mlx-vlm. */
export const mlxPython = (): string => environment('mlx', versions.mlx);

/** Python with OpenAI's own client. */
export const clientPython = (): string => environment('client', versions.client);

/** Folder with `hf/` and `gguf/`. */
export function tinyModel(): string {
  const folder = join(root, 'tiny');
  const python = environment('model-tools', versions.model);
  once('tiny', () => run(python, [script, folder, String(contextLength)]));
  return folder;
}

/** The program; takes a C++ compiler, cmake and some 20 minutes of a core. */
export function llamaServer(): string {
  const program = join(root, 'build/bin/llama-server');
  once('llama-server', () => {
    const { llamaCppPython } = versions;
    run('python3', [
      '-m',
      'pip',
      'download',
      '--no-deps',
      '--no-binary',
      ':all:',
      `llama-cpp-python==${llamaCppPython}`,
      '-d',
      root,
    ]);
    const archive = readdirSync(root).find((file) => /^llama_cpp_python-.*\.tar\.gz$/.test(file)) ?? '';
    run('tar', ['xzf', archive]);
    const source = join(root, archive.replace(/\.tar\.gz$/, ''), 'vendor/llama.cpp');
    const off = [
      'LLAMA_CURL',
      'LLAMA_OPENSSL',
      'LLAMA_BUILD_UI',
      'LLAMA_BUILD_TESTS',
      'LLAMA_BUILD_EXAMPLES',
      'GGML_NATIVE',
      'GGML_OPENMP',
    ];
    run('cmake', [
      '-S',
      source,
      '-B',
      join(root, 'build'),
      '-DCMAKE_BUILD_TYPE=Release',
      ...off.map((option) => `-D${option}=OFF`),
    ]);
    run('cmake', ['--build', join(root, 'build'), '--target', 'llama-server', '--parallel', '2']);
  });
  return program;
}
