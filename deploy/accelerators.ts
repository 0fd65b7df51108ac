/**
 * The one table behind `compose/`: what each kind of accelerator wants from Docker, and which servers read crops on it.
 * Device wiring and image names are the reference's (deploy-and-backends A.1 to A.3), the choice of servers is its
 * support matrix (A.7). `npm run generate` writes the files; a test keeps them fresh.
 */

/** Values of VLM_BACKEND in a directory's `.env`. `vllm` and `fastdeploy` are the reference's, on its own images. */
export const serverNames = [
  'native',
  'vllm',
  'fastdeploy',
  'vllm-openai',
  'vllm-ascend',
  'sglang',
  'llama-cpp',
  'mlx-vlm',
] as const;
export type ServerName = (typeof serverNames)[number];

/** What every container that touches the card gets, in Compose's words. */
export interface DeviceWiring {
  /** Only where the vendor's driver is used that way by the reference. */
  readonly privileged?: true;
  /** NVIDIA's: the container toolkit hands over the card that this variable names. */
  readonly nvidiaDeviceVariable?: string;
  readonly devices?: readonly string[];
  readonly groupAdd?: readonly string[];
  readonly capAdd?: readonly string[];
  readonly securityOpt?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ulimits?: Readonly<Record<string, number>>;
  readonly pid?: 'host';
  readonly shmSize?: string;
  /** Variables that say which card a process sees; all get the value of the first. */
  readonly visibleDevices?: readonly [string, ...string[]];
}

/** A server image that stands beside the reference's own. */
export interface UpstreamImage {
  readonly image: string;
  /** Where an upstream image needs other wiring than the reference's. */
  readonly wiring?: DeviceWiring;
}

export interface Accelerator {
  readonly name: string;
  readonly title: string;
  readonly wiring: DeviceWiring;
  /** Backends whose server is the reference's image `paddleocr-genai-BACKEND-server:latest-NAME-offline`. */
  readonly genai: readonly ('vllm' | 'fastdeploy')[];
  /** The reference's images run as their own user; root only where its wiring leaves no other way. */
  readonly genaiUser: 'image' | 'root';
  readonly upstream: Partial<Record<'vllm-openai' | 'vllm-ascend' | 'sglang' | 'llama-cpp', UpstreamImage>>;
  /** Runs on the machine itself, outside Docker. */
  readonly onHost?: 'mlx-vlm';
  readonly defaultServer: ServerName;
  /** Layout detection can run on the card, with the CUDA image of the pipeline. */
  readonly layoutOnCard: boolean;
  readonly platforms: readonly ('linux/amd64' | 'linux/arm64')[];
  /** For docs/hardware.md: facts of the reference's pages (A.3, A.7). */
  readonly facts: {
    readonly verifiedCards: string;
    readonly driver: string;
    /** GB, online / offline. */
    readonly serverImageGb: string;
  };
}

const ptraceUnconfined = { capAdd: ['SYS_PTRACE'], securityOpt: ['seccomp=unconfined'] } as const;
const shmSize = '64g';

export const accelerators: readonly Accelerator[] = [
  {
    name: 'cpu',
    title: 'No accelerator',
    wiring: {},
    genai: [],
    genaiUser: 'image',
    upstream: { 'llama-cpp': { image: 'ghcr.io/ggml-org/llama.cpp:server-b11151' } },
    defaultServer: 'native',
    layoutOnCard: false,
    platforms: ['linux/amd64', 'linux/arm64'],
    facts: { verifiedCards: 'any x64 or arm64 processor', driver: 'none', serverImageGb: '–' },
  },
  {
    name: 'nvidia-gpu',
    title: 'NVIDIA GPU, compute capability 8.0 to below 12.0',
    wiring: { nvidiaDeviceVariable: 'VLM_DEVICE_ID', shmSize },
    genai: ['vllm', 'fastdeploy'],
    genaiUser: 'image',
    upstream: {
      'vllm-openai': { image: 'vllm/vllm-openai:v0.29.0' },
      sglang: { image: 'lmsysorg/sglang:v0.5.15' },
      'llama-cpp': { image: 'ghcr.io/ggml-org/llama.cpp:server-cuda-b11151' },
    },
    defaultServer: 'vllm',
    layoutOnCard: true,
    platforms: ['linux/amd64'],
    facts: {
      verifiedCards: 'Ampere to Hopper; T4 and V100 may start vLLM but run out of time or memory',
      driver: 'CUDA 12.6 or newer, NVIDIA Container Toolkit',
      serverImageGb: 'vLLM 13 / 15, FastDeploy 43 / 45',
    },
  },
  {
    name: 'nvidia-gpu-sm120',
    title: 'NVIDIA Blackwell GPU, compute capability 12.0',
    // The reference's newest file for nvidia-gpu asks for shared memory; its older one for this card does not yet.
    wiring: { nvidiaDeviceVariable: 'VLM_DEVICE_ID', shmSize },
    genai: ['vllm'],
    genaiUser: 'image',
    upstream: {
      'vllm-openai': { image: 'vllm/vllm-openai:v0.29.0' },
      'llama-cpp': { image: 'ghcr.io/ggml-org/llama.cpp:server-cuda13-b11206' },
    },
    defaultServer: 'vllm',
    layoutOnCard: true,
    platforms: ['linux/amd64'],
    facts: {
      verifiedCards: 'RTX 5070',
      driver: 'CUDA 12.9 or newer, NVIDIA Container Toolkit',
      serverImageGb: 'vLLM 13 / 15',
    },
  },
  {
    name: 'amd-gpu',
    title: 'AMD GPU',
    wiring: {
      devices: ['/dev/kfd', '/dev/dri'],
      groupAdd: ['video'],
      ...ptraceUnconfined,
      shmSize,
      visibleDevices: ['HIP_VISIBLE_DEVICES'],
    },
    genai: ['vllm'],
    genaiUser: 'root',
    upstream: { 'vllm-openai': { image: 'vllm/vllm-openai-rocm:v0.29.0' } },
    defaultServer: 'vllm',
    layoutOnCard: false,
    platforms: ['linux/amd64'],
    facts: { verifiedCards: 'MI300X', driver: 'ROCm (version not stated)', serverImageGb: 'vLLM 31 / 33' },
  },
  {
    name: 'intel-gpu',
    title: 'Intel Arc GPU',
    wiring: {
      devices: ['/dev:/dev'],
      shmSize,
      // Intel's own recipe reads the first, the reference's page names the second.
      visibleDevices: ['ZE_AFFINITY_MASK', 'XPU_AFFINITY_MASK'],
    },
    genai: ['vllm'],
    genaiUser: 'root',
    upstream: {},
    defaultServer: 'vllm',
    layoutOnCard: false,
    platforms: ['linux/amd64'],
    facts: { verifiedCards: 'Arc Pro B60', driver: 'not stated', serverImageGb: 'vLLM 30 / 32' },
  },
  {
    name: 'metax-gpu',
    title: 'MetaX GPU',
    wiring: {
      privileged: true,
      devices: ['/dev/dri', '/dev/mxcd'],
      securityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      ulimits: { memlock: -1 },
      shmSize,
      visibleDevices: ['MACA_VISIBLE_DEVICES'],
    },
    genai: ['fastdeploy'],
    genaiUser: 'root',
    upstream: {},
    defaultServer: 'fastdeploy',
    layoutOnCard: false,
    platforms: ['linux/amd64'],
    facts: { verifiedCards: 'C550', driver: 'not stated', serverImageGb: 'FastDeploy 37 / 39' },
  },
  {
    name: 'iluvatar-gpu',
    title: 'Iluvatar GPU',
    wiring: {
      privileged: true,
      capAdd: ['SYS_PTRACE'],
      pid: 'host',
      volumes: ['/usr/src:/usr/src', '/lib/modules:/lib/modules', '/dev:/dev'],
      shmSize,
      visibleDevices: ['CUDA_VISIBLE_DEVICES'],
    },
    genai: ['fastdeploy'],
    genaiUser: 'root',
    upstream: {},
    defaultServer: 'fastdeploy',
    layoutOnCard: false,
    platforms: ['linux/amd64'],
    facts: { verifiedCards: 'BI-V150', driver: 'not stated', serverImageGb: 'FastDeploy 38 / 40' },
  },
  {
    name: 'huawei-npu',
    title: 'Huawei Ascend NPU',
    wiring: {
      privileged: true,
      volumes: [
        '/usr/local/Ascend/driver:/usr/local/Ascend/driver',
        '/usr/local/bin/npu-smi:/usr/local/bin/npu-smi',
        '/usr/local/dcmi:/usr/local/dcmi',
      ],
      shmSize,
      visibleDevices: ['ASCEND_RT_VISIBLE_DEVICES'],
    },
    genai: ['vllm'],
    genaiUser: 'root',
    upstream: {
      'vllm-ascend': {
        image: 'quay.io/ascend/vllm-ascend:v0.21.0rc1',
        wiring: {
          devices: ['/dev/davinci0', '/dev/davinci_manager', '/dev/devmm_svm', '/dev/hisi_hdc'],
          volumes: [
            '/usr/local/dcmi:/usr/local/dcmi:ro',
            '/usr/local/bin/npu-smi:/usr/local/bin/npu-smi:ro',
            '/usr/local/Ascend/driver/tools/hccn_tool:/usr/local/Ascend/driver/tools/hccn_tool:ro',
            '/usr/local/Ascend/driver/lib64:/usr/local/Ascend/driver/lib64:ro',
            '/usr/local/Ascend/driver/version.info:/usr/local/Ascend/driver/version.info:ro',
            '/etc/ascend_install.info:/etc/ascend_install.info:ro',
          ],
          shmSize: '1g',
          visibleDevices: ['ASCEND_RT_VISIBLE_DEVICES'],
        },
      },
    },
    defaultServer: 'vllm',
    layoutOnCard: false,
    platforms: ['linux/amd64', 'linux/arm64'],
    facts: {
      verifiedCards: '910B',
      driver: 'for CANN 8.0.0 (host driver not stated)',
      serverImageGb: 'vLLM 18 / 20',
    },
  },
  {
    name: 'hygon-dcu',
    title: 'Hygon DCU',
    wiring: {
      privileged: true,
      devices: ['/dev/kfd', '/dev/dri', '/dev/mkfd'],
      groupAdd: ['video'],
      ...ptraceUnconfined,
      volumes: ['/opt/hyhal:/opt/hyhal:ro'],
      shmSize,
      visibleDevices: ['HIP_VISIBLE_DEVICES'],
    },
    genai: ['vllm'],
    genaiUser: 'root',
    upstream: {},
    defaultServer: 'vllm',
    layoutOnCard: false,
    platforms: ['linux/amd64'],
    facts: { verifiedCards: 'K100AI', driver: 'not stated', serverImageGb: 'vLLM 25 / 27' },
  },
  {
    name: 'kunlunxin-xpu',
    title: 'Kunlunxin XPU',
    wiring: { privileged: true, shmSize, visibleDevices: ['XPU_VISIBLE_DEVICES'] },
    genai: ['fastdeploy'],
    genaiUser: 'root',
    upstream: {},
    defaultServer: 'fastdeploy',
    layoutOnCard: false,
    platforms: ['linux/amd64'],
    facts: { verifiedCards: 'P800', driver: 'not stated', serverImageGb: 'FastDeploy 53 / 55' },
  },
  {
    name: 'apple-silicon',
    title: 'Apple Silicon: the tiers in Docker, MLX-VLM on the Mac itself',
    wiring: {},
    genai: [],
    genaiUser: 'image',
    upstream: {},
    onHost: 'mlx-vlm',
    defaultServer: 'mlx-vlm',
    layoutOnCard: false,
    platforms: ['linux/arm64'],
    facts: { verifiedCards: 'M4', driver: 'none; mlx-vlm 0.3.11 or newer', serverImageGb: '–' },
  },
];

/** Servers that VLM_BACKEND may name on an accelerator, the default first. */
export function serversOf({
  defaultServer,
  genai,
  upstream,
  onHost,
}: Accelerator): [ServerName, ...ServerName[]] {
  const all: ServerName[] = [
    ...genai,
    ...(Object.keys(upstream) as ServerName[]),
    ...(onHost ? [onHost] : []),
    'native',
  ];
  return [defaultServer, ...all.filter((name) => name !== defaultServer)];
}
