import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxConfigBytes, readBackendConfig } from './backend-config.ts';
import { flagsOf, type Options } from './flags.ts';
import { launchCommand, programNames, programOf, shellLine } from './launch-plan.ts';
import { servedModel } from './served-model.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recto-genai-'));
});
afterAll(() => rm(directory, { recursive: true }));

const place = { host: '0.0.0.0', port: 8080 };
const command = (backend: string, options: Options = {}, modelDir: string | null = null, hasHip = false) =>
  launchCommand({
    program: programOf(backend),
    model: servedModel('PaddleOCR-VL-1.5-0.9B', modelDir),
    place,
    options,
    machine: { hasHip },
  });
const line = (...args: Parameters<typeof command>) => command(...args).join(' ');

describe('the command of each server', () => {
  it('is that of vLLM', () => {
    expect(line('vllm')).toBe(
      'vllm serve PaddlePaddle/PaddleOCR-VL-1.5 --trust-remote-code --gpu-memory-utilization 0.5 --max-model-len 16384' +
        ' --max-num-batched-tokens 131072 --api-server-count 4 --no-enable-prefix-caching --mm-processor-cache-gb 0' +
        ' --served-model-name PaddleOCR-VL-1.5-0.9B --host 0.0.0.0 --port 8080',
    );
    expect(line('vllm', {}, null, true)).not.toContain('api-server-count');
  });

  it('is that of SGLang, FastDeploy and MLX-VLM', () => {
    expect(line('sglang')).toBe(
      'python3 -m sglang.launch_server --trust-remote-code --mem-fraction-static 0.5 --context-length 16384' +
        ' --max-prefill-tokens 131072 --enable-metrics --served-model-name PaddleOCR-VL-1.5-0.9B' +
        ' --model-path PaddlePaddle/PaddleOCR-VL-1.5 --host 0.0.0.0 --port 8080',
    );
    expect(line('fastdeploy')).toBe(
      'python3 -m fastdeploy.entrypoints.openai.api_server --gpu-memory-utilization 0.7 --max-model-len 16384' +
        ' --max-num-batched-tokens 16384 --max-num-seqs 256 --workers 4' +
        ' --graph-optimization-config {"graph_opt_level":0,"use_cudagraph":true}' +
        ' --model PaddlePaddle/PaddleOCR-VL-1.5 --host 0.0.0.0 --port 8080',
    );
    expect(line('mlx-vlm')).toBe(
      'python3 -m mlx_vlm.server --trust-remote-code --model PaddlePaddle/PaddleOCR-VL-1.5 --host 0.0.0.0 --port 8080',
    );
  });

  it('is that of llama.cpp, with the published GGUF or the two files of a directory', async () => {
    expect(line('llama-cpp')).toBe(
      'llama-server --temp 0 --metrics --alias PaddleOCR-VL-1.5-0.9B --hf-repo PaddlePaddle/PaddleOCR-VL-1.5-GGUF' +
        ' --host 0.0.0.0 --port 8080',
    );
    const gguf = await mkdtemp(join(directory, 'gguf-'));
    expect(() => command('llama-cpp', {}, gguf)).toThrow(/model and its mmproj.*none/);
    await writeFile(join(gguf, 'a-mmproj.gguf'), '');
    await writeFile(join(gguf, 'model.gguf'), '');
    expect(line('llama-cpp', {}, gguf)).toContain(
      `--model ${join(gguf, 'model.gguf')} --mmproj ${join(gguf, 'a-mmproj.gguf')} --host`,
    );
    const unpublished = {
      program: programOf('llama-cpp'),
      model: servedModel('PaddleOCR-VL-1.6-0.9B', null),
    };
    expect(() => launchCommand({ ...unpublished, place, options: {}, machine: { hasHip: false } })).toThrow(
      /GGUF/,
    );
  });

  it('takes weights and their template from a directory', async () => {
    const weights = await mkdtemp(join(directory, 'weights-'));
    expect(line('vllm', {}, weights)).toContain(`vllm serve ${weights} `);
    expect(line('vllm', {}, weights)).not.toContain('chat-template');
    expect(programOf('sglang').notice?.(servedModel('PaddleOCR-VL-0.9B', weights))).toContain('template');
    await writeFile(join(weights, 'chat_template.jinja'), '');
    for (const backend of ['vllm', 'sglang', 'fastdeploy'])
      expect(line(backend, {}, weights)).toContain(`--chat-template ${join(weights, 'chat_template.jinja')}`);
    expect(programOf('sglang').notice?.(servedModel('PaddleOCR-VL-0.9B', weights))).toBeNull();
  });
});

describe('options of the user', () => {
  it('win over the defaults, with dashes or underscores, but not over model and address', () => {
    const changed = line('vllm', {
      max_model_len: 8192,
      'api-server-count': null,
      port: 1,
      model: 'other',
      host: 'x',
    });
    expect(changed).toContain('--max-model-len 8192 ');
    expect(changed).not.toMatch(/16384|api-server-count|other|--host x|--port 1\b/);
    expect(line('sglang', { model_path: 'other' })).not.toContain('other');
  });

  it('keep a false false', () => {
    expect(line('vllm', { trust_remote_code: false })).toContain(
      'vllm serve PaddlePaddle/PaddleOCR-VL-1.5 --no-trust-remote-code',
    );
    expect(line('sglang', { enable_metrics: false })).not.toContain('metrics');
    expect(line('fastdeploy', { enable_prefix_caching: false })).not.toContain('prefix');
    expect(line('mlx-vlm', { trust_remote_code: false })).not.toContain('trust');
    expect(line('llama-cpp', { cont_batching: false, metrics: false })).toMatch(/ --no-cont-batching /);
    expect(line('llama-cpp', { cont_batching: false, metrics: false })).not.toContain('metrics');
  });

  it('become one argument each, however odd', () => {
    const flags = flagsOf(
      {
        served_model_name: ['a b', 'c'],
        'compilation-config': { level: 3, on: false },
        mixed: [1, { a: 2 }],
        note: '$(reboot); "x"',
      },
      () => 'left out',
    );
    expect(flags).toEqual([
      '--served-model-name',
      'a b',
      'c',
      '--compilation-config',
      '{"level":3,"on":false}',
      '--mixed',
      '[1,{"a":2}]',
      '--note',
      '$(reboot); "x"',
    ]);
    expect(() => flagsOf({ 'a b': 1 }, () => 'left out')).toThrow('not the name of an option');
    expect(shellLine(['x', "it's", '--a', '{"b":1}'])).toBe(`x 'it'\\''s' --a '{"b":1}'`);
  });

  it('are read from YAML and JSON', async () => {
    const file = join(directory, 'config.yaml');
    const read = async (text: string) => {
      await writeFile(file, text);
      return readBackendConfig(file);
    };
    expect(await read('max_num_seqs: 64\nenforce-eager: false\nlimit: null\n')).toEqual({
      max_num_seqs: 64,
      'enforce-eager': false,
      limit: null,
    });
    expect(await read('{"max-num-seqs": 64}')).toEqual({ 'max-num-seqs': 64 });
    expect(await read('')).toEqual({});
    await expect(read('- a\n- b\n')).rejects.toThrow('must hold a mapping');
    await expect(read('a: [1\n')).rejects.toThrow('is not YAML');
    await expect(
      read('a: &a [1,2]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n'),
    ).rejects.toThrow('YAML that can be used');
    await expect(read(`#${' '.repeat(maxConfigBytes)}`)).rejects.toThrow('larger than 1 MiB');
    await expect(readBackendConfig(join(directory, 'absent'))).rejects.toThrow('cannot be read');
  });
});

describe('names', () => {
  it('are those of vl_rec_backend as well', () => {
    expect(programOf('llama-cpp-server')).toBe(programOf('llama_cpp'));
    expect(() => programOf('native')).toThrow(programNames.join(', '));
    expect(() => servedModel('GPT', null)).toThrow('PaddleOCR-VL-0.9B');
    expect(() => servedModel('PaddleOCR-VL-0.9B', join(directory, 'absent'))).toThrow('no directory');
  });
});

describe('recto genai-server', () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const environment = (path: string) => ({ ...process.env, PATH: path });
  const run = (args: readonly string[], path = process.env.PATH ?? '') =>
    new Promise<{ code: number; out: string; complaint: string }>((resolve) => {
      execFile(
        process.execPath,
        [main, 'genai-server', ...args],
        { env: environment(path) },
        (error, out, complaint) => {
          resolve({ code: error ? Number(error.code) : 0, out, complaint });
        },
      );
    });
  const program = async (name: string, text: string) => {
    const folder = await mkdtemp(join(directory, 'bin-'));
    await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(folder, name), 0o755);
    return [folder, process.env.PATH].join(delimiter);
  };
  const vllm = ['--model_name', 'PaddleOCR-VL-0.9B', '--backend=vllm', '--port', '8118'];

  it('prints what it would run', async () => {
    const printed = await run([...vllm, '--host=0.0.0.0', '--print']);
    expect(printed.code).toBe(0);
    expect(printed.out).toMatch(
      /^vllm serve PaddlePaddle\/PaddleOCR-VL --trust-remote-code .* --host 0\.0\.0\.0 --port 8118\n$/,
    );
  });

  it('passes arguments and the exit code through', async () => {
    const ran = await run(vllm, await program('vllm', 'echo "$@"; exit 7'));
    expect([ran.code, ran.out.split(' ').slice(0, 2)]).toEqual([7, ['serve', 'PaddlePaddle/PaddleOCR-VL']]);
  });

  it('passes signals on and reports the end that they made', async () => {
    const path = await program(
      'vllm',
      'trap "echo stopped; exit 3" TERM; echo started; while :; do sleep 0.05; done',
    );
    const child = spawn(process.execPath, [main, 'genai-server', ...vllm], { env: environment(path) });
    let out = '';
    for await (const piece of child.stdout) {
      out += piece;
      if (out === 'started\n') child.kill('SIGTERM');
    }
    if (child.exitCode === null) await once(child, 'exit');
    expect([out, child.exitCode]).toEqual(['started\nstopped\n', 3]);
    expect((await run(vllm, await program('vllm', 'kill -KILL $$'))).code).toBe(128 + 9);
  });

  it('says in a word what is not installed', async () => {
    const absent = await run(vllm, directory);
    expect(absent).toMatchObject({ code: 1, out: '' });
    expect(absent.complaint).toMatch(/^vllm is not installed .*pip install "vllm/);
    const sglang = ['--model_name', 'PaddleOCR-VL-0.9B', '--backend', 'sglang'];
    const noModule = await run(sglang, await program('python3', 'exit 3'));
    expect([noModule.code, noModule.complaint]).toEqual([
      1,
      expect.stringContaining('the Python module sglang is missing'),
    ]);
    expect((await run(sglang, directory)).complaint).toContain('python3 is missing');
  });

  it.each([
    [[]],
    [['--model_name', 'x', '--backend', 'vllm']],
    [['--model_name', 'PaddleOCR-VL-0.9B', '--backend', 'tgi']],
    [[...vllm.slice(0, 3), '--port', '99999']],
    [[...vllm, '--no_such_flag']],
  ])('refuses wrong usage: %j', async (args) => {
    const refused = await run(args);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.complaint).not.toContain(' at ');
  });
});
