/** Everything that is written into `compose/`, by path. */
import { type Accelerator, accelerators, serversOf } from '../accelerators.ts';
import { envFile } from './env-file.ts';
import { multiGpuFiles } from './multi-gpu.ts';
import { composeYaml } from './render.ts';
import type { ComposeFile } from './service.ts';
import { gatewayService, pipelineService, redisService, workerService } from './tiers.ts';
import { vlmServices } from './vlm-services.ts';

export function composeFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const accelerator of accelerators) {
    files.set(
      `compose/${accelerator.name}/compose.yaml`,
      composeYaml(composeFile(accelerator), header(accelerator)),
    );
    files.set(`compose/${accelerator.name}/.env`, envFile(accelerator));
  }
  for (const [path, text] of multiGpuFiles()) files.set(path, text);
  return files;
}

function composeFile(accelerator: Accelerator): ComposeFile {
  const usesHub = Object.keys(accelerator.upstream).length > 0;
  return {
    name: 'recto',
    services: {
      pipeline: pipelineService(accelerator),
      gateway: gatewayService(accelerator),
      ...vlmServices(accelerator),
      redis: redisService,
      worker: workerService(accelerator),
    },
    volumes: { 'pipeline-data': null, 'redis-data': null, ...(usesHub ? { 'vlm-cache': null } : {}) },
  };
}

const header = (accelerator: Accelerator) => [
  `Recto on: ${accelerator.title}. Generated from deploy/accelerators.ts ("npm run generate").`,
  'Copy this file and .env into a directory of their own, then: docker compose up -d --wait',
  `VLM_BACKEND in .env chooses what reads the crops: ${serversOf(accelerator).join(', ')}.`,
];
