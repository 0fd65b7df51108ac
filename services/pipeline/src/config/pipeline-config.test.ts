import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@recto/service-kit';
import { afterAll, describe, expect, it } from 'vitest';
import { readPipelineConfig } from './pipeline-config.ts';
import { parsePipeline } from './pipeline-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-config-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const read = (environment: Record<string, string> = {}, args: string[] = []) =>
  readPipelineConfig(args, environment).config;

function problems(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

/** The shipped file of the newest reference, in short (wire.md 5.2). */
const shipped = `
pipeline_name: PaddleOCR-VL-1.6
batch_size: 64
use_queues: True
use_doc_preprocessor: False
use_layout_detection: True
merge_layout_blocks: True
markdown_ignore_labels: [number, footer]
SubModules:
  LayoutDetection:
    module_name: layout_detection
    model_name: PP-DocLayoutV3
    model_dir: null
    batch_size: 8
    threshold: 0.3
    layout_nms: True
    layout_unclip_ratio: [1.0, 1.0]
    layout_merge_bboxes_mode:
      0: "union"
      3: "large"
  VLRecognition:
    module_name: vl_recognition
    model_name: PaddleOCR-VL-1.6-0.9B
    model_dir: null
    batch_size: -1
    genai_config:
      backend: vllm-server
      server_url: http://vlm:8080/v1
      max_concurrency: 20
      client_kwargs: { api_key: hidden-key }
SubPipelines:
  DocPreprocessor:
    pipeline_name: doc_preprocessor
    use_doc_orientation_classify: True
    use_doc_unwarping: False
    SubModules: { DocOrientationClassify: { model_name: PP-LCNet_x1_0_doc_ori } }
Serving:
  visualize: False
  extra: { max_num_input_imgs: 50, max_output_img_size: [1000, 800] }
`;
const file = join(directory, 'pipeline.yaml');
writeFileSync(file, shipped);

describe('defaults', () => {
  it('serve beside a gateway with the embedded engine', () => {
    expect(read()).toMatchObject({
      server: { host: '0.0.0.0', port: 8080, apiKeys: [] },
      recognition: { native: true, baseUrl: 'http://127.0.0.1:8118/v1', modelName: 'PaddleOCR-VL-1.6-0.9B' },
      settings: { pdfTextLayer: 'auto', visualize: true, onError: 'strict' },
      limits: { pages: 10_000, pageMs: 600_000 },
      outbound: { allowPrivate: false, allowHosts: null },
    });
  });

  it('leave the text layer alone where a VLM reads', () => {
    expect(read({ VLM_BACKEND: 'vllm-server' }).settings.pdfTextLayer).toBe('never');
    expect(read({ RECOGNITION_URL: 'http://vlm/v1' }).settings.pdfTextLayer).toBe('never');
    // A gateway in a container of its own has an address, and may be the embedded engine all the same.
    const elsewhere = { RECOGNITION_URL: 'http://gateway:8118/v1', VLM_BACKEND: 'native' };
    expect(read(elsewhere).settings.pdfTextLayer).toBe('auto');
    expect(read({ ...elsewhere, RECOGNITION_DIALECT: 'vllm-server' }).settings.pdfTextLayer).toBe('never');
    expect(read({ GATEWAY_API_KEYS: 'a,b' }).recognition.apiKey).toBe('a');
    expect(read({ GATEWAY_API_KEYS: 'a', RECOGNITION_URL: 'http://vlm/v1' }).recognition.apiKey).toBeNull();
    expect(read({ RECOGNITION_URL: 'http://vlm/v1', PDF_TEXT_LAYER: 'always' }).settings.pdfTextLayer).toBe(
      'always',
    );
  });

  it('are frozen', () => {
    const config = read() as { limits: { pages: number | null } };
    expect(() => {
      config.limits.pages = 3;
    }).toThrow(TypeError);
  });
});

describe('what wins', () => {
  it('is a flag over a variable', () => {
    const args = ['--port', '9000', '--host', 'localhost', '--device', 'gpu:0'];
    const config = read({ PORT: '8000', HOST: 'x' }, args);
    expect(config.server).toMatchObject({ port: 9000, host: 'localhost' });
    expect(config.vision.device).toBe('gpu:0');
  });

  it('is a variable over the pipeline file', () => {
    const config = read({ LAYOUT_MODEL: 'recto-layout-s', RECOGNITION_CONCURRENCY: '3', MAX_PAGES: 'none' }, [
      '--pipeline',
      file,
    ]);
    expect(config.vision.layoutModel).toBe('recto-layout-s');
    expect(config.recognition.concurrency).toBe(3);
    expect(config.limits.pages).toBeNull();
  });

  it('is the pipeline file over the defaults', () => {
    const config = read({}, ['--pipeline', file]);
    expect(config.vision.layoutModel).toBe('PP-DocLayoutV3');
    expect(config.recognition).toMatchObject({
      native: false,
      baseUrl: 'http://vlm:8080/v1',
      dialect: 'vllm-server',
      apiKey: 'hidden-key',
      concurrency: 20,
    });
    expect(config.limits.pages).toBe(50);
    expect(config.settings).toMatchObject({
      visualize: false,
      useDocUnwarping: false,
      markdownIgnoreLabels: ['number', 'footer'],
      maxOutputImageSize: [1000, 800],
      layout: {
        threshold: 0.3,
        nms: true,
        unclipRatio: [1, 1],
        mergeMode: new Map([
          [0, 'union'],
          [3, 'large'],
        ]),
      },
    });
  });

  it('have the reference’s bounds for a server elsewhere (pipeline.md 4.4)', () => {
    expect(read({ RECOGNITION_URL: 'http://vlm:8080/v1' }).recognition).toMatchObject({
      concurrency: 200,
      timeoutMs: 600_000,
    });
  });

  it('are the defaults where the pipeline is only named', () => {
    expect(read({ PIPELINE: 'PaddleOCR-VL-1.6' }).vision.layoutModel).toBe(read().vision.layoutModel);
  });
});

describe('a pipeline file', () => {
  it('as it is shipped gives no warning', () => {
    expect(readPipelineConfig(['--pipeline', file], {}).warnings).toEqual([]);
  });

  it('has its unknown and unfollowed keys named', () => {
    const { warnings } = parsePipeline({
      use_magic: true,
      SubModules: { LayoutDetection: { speed: 11, model_dir: '/models/x' } },
      Serving: { extra: { file_storage: { type: 'memory' }, return_img_urls: false } },
    });
    expect(warnings).toEqual([
      'unknown key in the pipeline file: use_magic',
      'unknown key in the pipeline file: SubModules.LayoutDetection.speed',
      'not followed in the pipeline file: SubModules.LayoutDetection.model_dir',
    ]);
  });

  it('with per-class values gives maps', () => {
    const { settings } = parsePipeline({
      SubModules: {
        LayoutDetection: { threshold: { 3: 0.5 }, layout_unclip_ratio: { 3: 1.2, 4: [1, 2] } },
      },
    });
    expect(settings.layout).toEqual({
      threshold: new Map([[3, 0.5]]),
      unclipRatio: new Map([
        [3, [1.2, 1.2]],
        [4, [1, 2]],
      ]),
    });
  });

  it.each([
    ['that is absent', () => read({}, ['--pipeline', join(directory, 'nothing.yaml')])],
    ['with a wrong type', () => parsePipeline({ use_layout_detection: 'perhaps' })],
    [
      'with a threshold out of range',
      () => parsePipeline({ SubModules: { LayoutDetection: { threshold: 3 } } }),
    ],
  ])('%s stops the start', (_name, run) => {
    expect(problems(run)).toEqual([expect.stringMatching(/^PIPELINE: /)]);
  });
});

describe('output storage (wire.md 4.6)', () => {
  const output = (extra: object, environment: Record<string, string> = {}) => {
    const path = join(directory, 'storage.yaml');
    writeFileSync(path, JSON.stringify({ Serving: { extra } }));
    return read(environment, ['--pipeline', path]).output;
  };
  const keys = { ak: 'AK', sk: 'SK' };
  const bos = {
    type: 'bos',
    endpoint: 'https://bj.bcebos.com',
    ...keys,
    bucket_name: 'b',
    key_prefix: '/x/',
  };

  it('is none by default', () => {
    expect(read().output).toMatchObject({ storage: null, returnUrls: false });
  });

  it('of Baidu and Alibaba is asked by its S3 endpoint', () => {
    expect(output({ file_storage: bos, return_img_urls: true, url_expires_in: 60 })).toMatchObject({
      storage: {
        type: 's3',
        endpoint: 'https://s3.bj.bcebos.com',
        region: 'bj',
        pathStyle: true,
        keyPrefix: 'x',
        accessKeyId: 'AK',
      },
      returnUrls: true,
      urlSeconds: 60,
    });
    const oss = {
      type: 'oss',
      endpoint: 'oss-cn-hangzhou.aliyuncs.com',
      bucket_name: 'b',
      access_key_id: 'A',
      access_key_secret: 'S',
    };
    expect(output({ file_storage: oss }).storage).toMatchObject({
      endpoint: 'https://s3.oss-cn-hangzhou.aliyuncs.com',
      region: 'cn-hangzhou',
      pathStyle: false,
    });
    const inside = { ...oss, endpoint: 'https://oss-cn-hangzhou-internal.aliyuncs.com' };
    expect(output({ file_storage: inside }).storage).toMatchObject({
      endpoint: 'https://s3.oss-cn-hangzhou-internal.aliyuncs.com',
      region: 'cn-hangzhou',
    });
  });

  it('of one’s own has its bucket in the path, and may have its credentials in the environment', () => {
    const s3 = { type: 's3', endpoint: 'http://minio:9000', bucket_name: 'b' };
    const environment = { STORAGE_ACCESS_KEY_ID: 'A', STORAGE_SECRET_ACCESS_KEY: 'S' };
    expect(output({ file_storage: s3 }, environment).storage).toMatchObject({
      pathStyle: true,
      accessKeyId: 'A',
      secretAccessKey: 'S',
    });
    expect(problems(() => output({ file_storage: s3 }))).toHaveLength(1);
    const aws = { type: 's3', region: 'eu-west-1', bucket_name: 'b' };
    expect(output({ file_storage: aws }, environment).storage).toMatchObject({
      endpoint: 'https://s3.eu-west-1.amazonaws.com',
      pathStyle: false,
    });
  });

  it('gives addresses for ever as far as a signature allows', () => {
    const week = 7 * 24 * 3600;
    expect(output({ file_storage: bos, url_expires_in: -1 }).urlSeconds).toBe(week);
    expect(problems(() => output({ file_storage: bos, url_expires_in: week + 1 }))).toHaveLength(1);
  });

  it('that cannot give addresses stops a start that wants them', () => {
    const wanted = { return_img_urls: true };
    const kept = { type: 'file_system', directory: '/out' };
    for (const extra of [
      wanted,
      { ...wanted, file_storage: { type: 'memory' } },
      { ...wanted, file_storage: kept },
    ]) {
      expect(problems(() => output(extra))).toEqual([expect.stringContaining('return_img_urls')]);
    }
    const served = output({ ...wanted, file_storage: kept }, { PUBLIC_URL: 'https://recto.test/' });
    expect(served).toMatchObject({ publicUrl: 'https://recto.test', storage: kept });
  });

  it('keeps its secrets to itself', () => {
    const lines = problems(() => output({ file_storage: { ...bos, sk: 'hidden-secret', bucket_name: 7 } }));
    expect(lines.join()).not.toContain('hidden-secret');
  });
});

describe('bad variables', () => {
  it('are all listed, without their values', () => {
    const lines = problems(() =>
      read({
        PORT: 'secret-port',
        MAX_BODY_BYTES: '-5',
        RECOGNITION_URL: 'not a url',
        ON_ERROR: 'shrug',
        PIPELINE: '/nothing.yaml',
      }),
    );
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'ON_ERROR',
      'RECOGNITION_URL',
      'MAX_BODY_BYTES',
      'PIPELINE',
    ]);
    for (const value of ['secret-port', '-5', 'not a url', 'shrug', 'nothing.yaml']) {
      expect(lines.join('\n')).not.toContain(value);
    }
  });

  it('include flags that do not exist', () => {
    expect(problems(() => read({}, ['--use_hpip']))).toHaveLength(1);
  });
});
