/** Every directory as a real Compose v2 understands it, against the reference's wiring (deploy-and-backends A.2). */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { freePort, startService } from '../../bench/stack.ts';
import { accelerators, type ServerName, serversOf } from '../accelerators.ts';
import { composeCommand } from './compose-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface RenderedService {
  readonly image: string;
  readonly environment?: Record<string, string | null>;
  readonly ports?: readonly { readonly target: number; readonly published: string }[];
  readonly privileged?: boolean;
  readonly user?: string;
  readonly pid?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly group_add?: readonly string[];
  readonly shm_size?: string;
  readonly runtime?: string;
  readonly command?: readonly string[] | null;
  readonly ulimits?: Record<string, number>;
  readonly devices?: readonly { readonly source: string; readonly target: string }[];
  readonly volumes?: readonly {
    readonly type: string;
    readonly source: string;
    readonly target: string;
    readonly read_only?: boolean;
  }[];
  readonly networks?: Record<string, { readonly aliases?: readonly string[] } | null>;
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly deploy?: {
    readonly resources?: { readonly reservations?: { readonly devices?: readonly unknown[] } };
  };
  readonly healthcheck?: { readonly test: readonly string[]; readonly start_period?: string };
}
interface Rendered {
  readonly services: Record<string, RenderedService>;
  readonly configs?: Record<string, { readonly content: string }>;
}

/** What `docker compose config` makes of a directory; `variables` as in the shell, over its `.env`. */
function rendered(directory: string, variables: Record<string, string> = {}): Rendered {
  const [program, ...args] = composeCommand ?? ['absent'];
  const { status, stdout, stderr } = spawnSync(program, [...args, 'config', '--format', 'json'], {
    cwd: join(root, 'compose', directory),
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables },
  });
  // A warning is a variable that nothing sets, or a key that Compose does not know.
  if (status !== 0 || stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const vlmOf = ({ services }: Rendered): [string, RenderedService] | undefined =>
  Object.entries(services).find(([name]) => name.startsWith('vlm'));

const gib64 = String(64 * 1024 ** 3);
const nvidia = { devices: [{ driver: 'nvidia', device_ids: ['0'], capabilities: ['gpu'] }] };
const bind = (path: string, target = path) => ({ type: 'bind', source: path, target });

/** Section A.2, row by row: what the server's container has, beside what every container of ours has. */
const referenceWiring: Record<
  string,
  Partial<RenderedService> & { reservations?: unknown; binds?: unknown[] }
> = {
  'nvidia-gpu': { reservations: nvidia, shm_size: gib64 },
  'nvidia-gpu-sm120': { reservations: nvidia, shm_size: gib64 },
  'amd-gpu': {
    devices: [device('/dev/kfd'), device('/dev/dri')],
    group_add: ['video'],
    cap_add: ['SYS_PTRACE'],
    security_opt: ['no-new-privileges:true', 'seccomp=unconfined'],
    shm_size: gib64,
  },
  'intel-gpu': { devices: [device('/dev')], shm_size: gib64 },
  'metax-gpu': {
    privileged: true,
    devices: [device('/dev/dri'), device('/dev/mxcd')],
    security_opt: ['seccomp=unconfined', 'apparmor=unconfined'],
    ulimits: { memlock: -1 },
    shm_size: gib64,
  },
  'iluvatar-gpu': {
    privileged: true,
    cap_add: ['SYS_PTRACE'],
    pid: 'host',
    binds: [bind('/usr/src'), bind('/lib/modules'), bind('/dev')],
    shm_size: gib64,
  },
  'huawei-npu': {
    privileged: true,
    binds: [bind('/usr/local/Ascend/driver'), bind('/usr/local/bin/npu-smi'), bind('/usr/local/dcmi')],
    shm_size: gib64,
  },
  'hygon-dcu': {
    privileged: true,
    devices: [device('/dev/kfd'), device('/dev/dri'), device('/dev/mkfd')],
    group_add: ['video'],
    cap_add: ['SYS_PTRACE'],
    security_opt: ['seccomp=unconfined'],
    binds: [{ ...bind('/opt/hyhal'), read_only: true }],
    shm_size: gib64,
  },
  'kunlunxin-xpu': { privileged: true, shm_size: gib64 },
};

function device(path: string) {
  return { source: path, target: path, permissions: 'rwm' };
}

/** Where the reference's images come from, and the backend that its `.env` names (A.1). */
const referenceBackend: Record<string, string> = {
  'nvidia-gpu': 'vllm',
  'nvidia-gpu-sm120': 'vllm',
  'amd-gpu': 'vllm',
  'intel-gpu': 'vllm',
  'huawei-npu': 'vllm',
  'hygon-dcu': 'vllm',
  'metax-gpu': 'fastdeploy',
  'iluvatar-gpu': 'fastdeploy',
  'kunlunxin-xpu': 'fastdeploy',
};

/** Documented by the reference, per card (A.2). */
const cardVariable: Record<string, string> = {
  'metax-gpu': 'MACA_VISIBLE_DEVICES',
  'iluvatar-gpu': 'CUDA_VISIBLE_DEVICES',
  'huawei-npu': 'ASCEND_RT_VISIBLE_DEVICES',
  'hygon-dcu': 'HIP_VISIBLE_DEVICES',
  'amd-gpu': 'HIP_VISIBLE_DEVICES',
  'kunlunxin-xpu': 'XPU_VISIBLE_DEVICES',
  'intel-gpu': 'ZE_AFFINITY_MASK',
};

/** The matrix's "Paddle + …" rows (A.7): what is marked as supported. */
const supported: Record<string, readonly ServerName[]> = {
  cpu: ['llama-cpp'],
  'nvidia-gpu': ['vllm', 'sglang', 'fastdeploy', 'llama-cpp'],
  // SGLang and FastDeploy end below compute capability 12.0.
  'nvidia-gpu-sm120': ['vllm', 'llama-cpp'],
  'amd-gpu': ['vllm'],
  'intel-gpu': ['vllm'],
  'huawei-npu': ['vllm'],
  'hygon-dcu': ['vllm'],
  'metax-gpu': ['fastdeploy'],
  'iluvatar-gpu': ['fastdeploy'],
  'kunlunxin-xpu': ['fastdeploy'],
  'apple-silicon': ['mlx-vlm'],
};

describe('the table', () => {
  it('has the servers that the reference supports, each projects own image of them, and the embedded engine', () => {
    const family = (name: ServerName) => (name.startsWith('vllm') ? 'vllm' : name);
    for (const accelerator of accelerators) {
      const families = new Set(serversOf(accelerator).map(family));
      families.delete('native');
      expect([...families].sort(), accelerator.name).toEqual([...(supported[accelerator.name] ?? [])].sort());
    }
    expect(accelerators.map(({ name }) => name).sort()).toEqual(Object.keys(supported).sort());
  });
});

if (composeCommand === null)
  console.log('rendered.test.ts: skipped, there is no Docker Compose v2 on this machine');

describe.skipIf(composeCommand === null)('rendered by Compose', () => {
  it.each(Object.entries(referenceWiring))(
    '%s has the wiring of the reference',
    (name, { reservations, binds, ...keys }) => {
      const [, vlm] = vlmOf(rendered(name)) ?? [];
      const ours = ['/home/paddleocr/vlm_server_config.yaml'];
      const { privileged, devices, group_add, cap_add, security_opt, ulimits, pid, shm_size } = vlm ?? {};
      expect({ privileged, devices, group_add, cap_add, ulimits, pid, shm_size }).toEqual({
        privileged: undefined,
        devices: undefined,
        group_add: undefined,
        cap_add: undefined,
        ulimits: undefined,
        pid: undefined,
        ...keys,
        security_opt: undefined,
      });
      expect(security_opt).toEqual(
        keys.security_opt ?? (privileged ? undefined : ['no-new-privileges:true']),
      );
      expect(vlm?.deploy?.resources?.reservations).toEqual(reservations);
      const mounts = vlm?.volumes?.filter(({ target }) => !ours.includes(target));
      expect(mounts).toEqual((binds ?? []).map((mount) => expect.objectContaining(mount as object)));
      expect(vlm?.cap_drop).toEqual(privileged ? undefined : ['ALL']);
      if (cardVariable[name]) expect(vlm?.environment?.[cardVariable[name]]).toBe('0');
    },
  );

  it.each(Object.entries(referenceBackend))("%s starts the reference's image and tag", (name, backend) => {
    const [, vlm] = vlmOf(rendered(name)) ?? [];
    expect(vlm?.image).toBe(
      `ccr-2vdh3abv-pub.cnc.bj.baidubce.com/paddlepaddle/paddleocr-genai-${backend}-server:latest-${name}-offline`,
    );
    // Its own command, unless a file of flags is to be passed.
    expect(vlm?.command).toEqual([]);
    const [, told] = vlmOf(rendered(name, { VLM_CONFIG_FILE: './flags.yaml' })) ?? [];
    expect(told?.command?.join(' ')).toBe(
      `paddleocr genai_server --model_name PaddleOCR-VL-1.6-0.9B --host 0.0.0.0 --port 8080 --backend ${backend} --backend_config /home/paddleocr/vlm_server_config.yaml`,
    );
    expect(told?.volumes?.[0]).toMatchObject({
      source: expect.stringMatching(/flags\.yaml$/),
      read_only: true,
    });
  });

  const choices = accelerators.flatMap((accelerator) =>
    serversOf(accelerator).map((server) => [accelerator.name, server] as const),
  );

  it.each(choices)('%s with %s: one server at most, and one open port', (name, server) => {
    const file = rendered(name, { VLM_BACKEND: server });
    const inDocker = server !== 'native' && server !== 'mlx-vlm';
    const servers = Object.entries(file.services).filter(([service]) => service.startsWith('vlm'));
    expect(servers).toHaveLength(inDocker ? 1 : 0);
    expect(
      Object.keys(file.services)
        .filter((service) => !service.startsWith('vlm'))
        .sort(),
    ).toEqual(['gateway', 'pipeline', 'redis']);
    const [[service, vlm] = []] = servers;
    if (inDocker) {
      expect([service, ...(vlm?.networks?.default?.aliases ?? [])]).toContain('vlm');
      expect(vlm?.healthcheck?.test.join(' ')).toContain(
        "-w '%{http_code}' http://localhost:8080/health)\" = 200",
      );
      expect(vlm?.healthcheck?.start_period).toBe('30m0s');
    }
    const open = Object.values(file.services).flatMap(({ ports = [] }) => ports);
    expect(open).toEqual([expect.objectContaining({ target: 8080, published: '8080' })]);
    expect(file.services.gateway?.environment?.VLM_BACKEND).toBe(server);
    expect(file.services.pipeline?.environment?.VLM_BACKEND).toBe(server);
  });

  it.each(accelerators.map(({ name }) => name))(
    '%s: our containers can do no more than they must',
    (name) => {
      const { services } = rendered(name, { COMPOSE_PROFILES: 'worker' });
      expect(Object.keys(services).sort()).toEqual(['gateway', 'pipeline', 'redis', 'worker']);
      for (const [
        service,
        { read_only, cap_drop, security_opt, user, privileged, runtime },
      ] of Object.entries(services)) {
        expect({ service, read_only, cap_drop, security_opt, privileged }).toEqual({
          service,
          read_only: true,
          cap_drop: ['ALL'],
          security_opt: ['no-new-privileges:true'],
          privileged: undefined,
        });
        expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
        expect(runtime ?? 'runc').toBe('runc');
      }
      expect(services.pipeline?.environment?.DEVICE).toBe('cpu');
      expect(services.pipeline?.environment?.JOBS_URL).toBe('redis://:recto@redis:6379/0');
      expect(services.worker?.environment).toMatchObject({
        JOBS_URL: 'redis://:recto@redis:6379/0',
        JOBS_ROLE: 'worker',
        DATA_DIR: services.pipeline?.environment?.DATA_DIR,
      });
      expect(services.worker?.volumes).toEqual(services.pipeline?.volumes);
      expect(services.worker?.ports).toBeUndefined();
    },
  );

  it('arguments reach servers as they were meant', () => {
    const [, ascend] = vlmOf(rendered('huawei-npu', { VLM_BACKEND: 'vllm-ascend' })) ?? [];
    expect(ascend?.privileged).toBeUndefined();
    expect(ascend?.command?.slice(0, 3)).toEqual(['vllm', 'serve', 'PaddlePaddle/PaddleOCR-VL-1.6']);
    expect(JSON.parse(ascend?.command?.at(-1) ?? '')).toEqual({ cudagraph_mode: 'FULL_DECODE_ONLY' });
    const [, sglang] =
      vlmOf(rendered('nvidia-gpu', { VLM_BACKEND: 'sglang', VLM_EXTRA_ARGS: '--dp 2' })) ?? [];
    expect(sglang?.command?.slice(-2)).toEqual(['--dp', '2']);
    expect(sglang?.healthcheck?.test.join(' ')).toContain('= 200');
  });

  it('layout goes to the card where the user says so', () => {
    const { services } = rendered('nvidia-gpu', {
      LAYOUT_DEVICE: 'gpu:0',
      LAYOUT_RUNTIME: 'nvidia',
      LAYOUT_DEVICE_ID: '3',
    });
    expect(services.pipeline).toMatchObject({
      runtime: 'nvidia',
      environment: { DEVICE: 'gpu:0', NVIDIA_VISIBLE_DEVICES: '3' },
    });
  });

  it.each([1, 2, 3, 8])('multi-gpu: %i servers, each with its card, and the gateway knows them', (count) => {
    const { services, configs } = rendered('multi-gpu', {
      VLM_CARDS: String(count),
      VLM_BACKEND: 'fastdeploy',
    });
    const servers = Object.entries(services).filter(([name]) => name.startsWith('vlm-'));
    expect(servers.map(([name]) => name)).toEqual(Array.from({ length: count }, (_, card) => `vlm-${card}`));
    for (const [name, { deploy, image }] of servers) {
      expect(deploy?.resources?.reservations?.devices).toEqual([
        { driver: 'nvidia', device_ids: [name.slice(4)], capabilities: ['gpu'] },
      ]);
      expect(image).toContain('paddleocr-genai-fastdeploy-server:');
    }
    const [given] = services.gateway?.configs ?? [];
    const content = configs?.[given?.source ?? '']?.content ?? '';
    expect(given?.target).toBe(services.gateway?.environment?.GATEWAY_CONFIG);
    expect(content).toContain('backend: fastdeploy-server');
    expect(content.match(/http:\/\/vlm-\d:8080\/v1/g)).toEqual(
      servers.map(([name]) => `http://${name}:8080/v1`),
    );
  });

  it('multi-gpu: the gateway takes the pools as Compose writes them', async () => {
    const { services, configs } = rendered('multi-gpu', { VLM_CARDS: '3' });
    const source = services.gateway?.configs?.[0]?.source ?? '';
    const directory = mkdtempSync(join(tmpdir(), 'recto-pools-'));
    const file = join(directory, 'gateway.yaml');
    writeFileSync(file, configs?.[source]?.content ?? '');
    const port = await freePort();
    const gateway = await startService('gateway', {
      port,
      environment: { GATEWAY_PORT: String(port), GATEWAY_CONFIG: file, GATEWAY_ADMIN_KEY: 'key' },
    });
    try {
      const headers = { authorization: 'Bearer key' };
      const state = await (await fetch(`${gateway.url}/admin/backends`, { headers })).text();
      expect(state.match(/PaddleOCR-VL-1\.6-0\.9B:\d/g)).toEqual(
        [0, 1, 2].map((card) => `PaddleOCR-VL-1.6-0.9B:${card}`),
      );
      expect(state).toContain('recto-native');
    } finally {
      await gateway.stop();
      rmSync(directory, { recursive: true });
    }
  });

  it('models of this machine are mounted where the user names a directory', () => {
    const { services } = rendered('cpu', {
      LAYOUT_MODELS_DIR: '/srv/models',
      LAYOUT_MODEL: 'PP-DocLayoutV3',
    });
    expect(services.pipeline?.environment?.MODELS_DIR).toBe('/mnt/models');
    expect(services.pipeline?.volumes).toContainEqual(
      expect.objectContaining({ source: '/srv/models', target: '/mnt/models', read_only: true }),
    );
    expect(rendered('cpu').services.pipeline?.environment?.MODELS_DIR).toBe('/models');
  });

  it('multi-gpu: cards that are numbered otherwise', () => {
    const { services } = rendered('multi-gpu', { VLM_DEVICE_ID_1: '5' });
    expect(services['vlm-1']?.deploy?.resources?.reservations?.devices).toEqual([
      { driver: 'nvidia', device_ids: ['5'], capabilities: ['gpu'] },
    ]);
  });
});
