/** Whether the driver of an accelerator is there, and Docker can hand the card over. */
import { bad, doubtful, type Finding, good } from './finding.ts';
import type { Machine } from './machine.ts';

interface Driver {
  /** All of these, as the directory's compose.yaml hands them over. */
  readonly paths: readonly string[];
  readonly vendor: string;
}

/** By directory of compose/; NVIDIA's are asked through its own program. */
const drivers: Readonly<Record<string, Driver>> = {
  'amd-gpu': { paths: ['/dev/kfd', '/dev/dri'], vendor: 'ROCm' },
  'intel-gpu': { paths: ['/dev/dri'], vendor: "Intel's GPU driver" },
  'metax-gpu': { paths: ['/dev/dri', '/dev/mxcd'], vendor: "MetaX's driver" },
  'iluvatar-gpu': { paths: ['/dev/iluvatar0'], vendor: "Iluvatar's CoreX driver" },
  'huawei-npu': {
    paths: ['/dev/davinci_manager', '/usr/local/Ascend/driver', '/usr/local/bin/npu-smi'],
    vendor: 'the Ascend driver',
  },
  'hygon-dcu': {
    paths: ['/dev/kfd', '/dev/dri', '/dev/mkfd', '/opt/hyhal'],
    vendor: "Hygon's driver and hyhal",
  },
  'kunlunxin-xpu': { paths: ['/dev/xpu0', '/dev/xpuctrl'], vendor: "Kunlunxin's driver" },
};

/** CUDA that the driver must support (deploy-and-backends A.7). */
const leastCuda: Readonly<Record<string, number>> = { 'nvidia-gpu': 12.6, 'nvidia-gpu-sm120': 12.9 };

export async function checkDevice(machine: Machine, accelerator: string): Promise<Finding[]> {
  const cuda = leastCuda[accelerator];
  if (cuda !== undefined) return checkNvidia(machine, cuda);
  const driver = drivers[accelerator];
  if (driver === undefined) return [good(`${accelerator} wants no driver`)];
  const missing: string[] = [];
  for (const path of driver.paths) if (!(await machine.exists(path))) missing.push(path);
  return [
    missing.length === 0
      ? good(`${accelerator}: ${driver.paths.join(', ')}`)
      : bad(`${accelerator}: ${missing.join(', ')} is not there`, `install ${driver.vendor} on this machine`),
  ];
}

async function checkNvidia(machine: Machine, least: number): Promise<Finding[]> {
  const cards = await machine.ask(
    'nvidia-smi',
    '--query-gpu=index,name,memory.total,compute_cap',
    '--format=csv,noheader',
  );
  if (cards === null)
    return [bad('nvidia-smi sees no card', `install NVIDIA's driver for CUDA ${least} or newer`)];
  const table = (await machine.ask('nvidia-smi')) ?? '';
  const cuda = Number(table.match(/CUDA (?:UMD )?Version:\s*([\d.]+)/)?.[1]);
  const runtimes = (await machine.ask('docker', 'info', '--format', '{{json .Runtimes}}')) ?? '';
  return [
    ...cards.split('\n').map((card) => good(`card ${card}`)),
    cuda >= least
      ? good(`driver for CUDA ${cuda}`)
      : bad(`the driver supports CUDA ${cuda || '(unknown)'}`, `install one for CUDA ${least} or newer`),
    runtimes.includes('nvidia')
      ? good('NVIDIA Container Toolkit')
      : doubtful(
          'Docker does not name the runtime nvidia',
          'install the NVIDIA Container Toolkit and run "nvidia-ctk runtime configure"',
        ),
  ];
}

/** What this machine seems to have. */
export async function likelyAccelerator(machine: Machine): Promise<string> {
  const capability = await machine.ask('nvidia-smi', '--query-gpu=compute_cap', '--format=csv,noheader');
  if (capability !== null) return Number.parseFloat(capability) >= 12 ? 'nvidia-gpu-sm120' : 'nvidia-gpu';
  // The most particular first: several drivers have /dev/kfd and /dev/dri.
  for (const name of ['hygon-dcu', 'metax-gpu', 'iluvatar-gpu', 'huawei-npu', 'kunlunxin-xpu', 'amd-gpu']) {
    const paths = drivers[name]?.paths ?? [];
    if ((await Promise.all(paths.map((path) => machine.exists(path)))).every(Boolean)) return name;
  }
  return 'cpu';
}
