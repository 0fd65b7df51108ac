/** Which images are built, and the tags that each gets: one image has the tags of all accelerators that it serves. */
import type { Tier } from './tiers.ts';

export const usage = `Usage: deploy/images/build [OPTIONS]

  --accelerator NAME   whose tags the images get; may be given several times (default cpu)
  --models DIR         also an -offline pipeline, with the models of this directory (recto models pull) baked in
  --cuda               the pipeline with ONNX Runtime's CUDA 12, tagged …-cuda (x64; fetches from its makers)
  --platform NAME      linux/amd64 or linux/arm64; another than this machine's wants QEMU or a builder of that kind
  --registry PREFIX    before the names, with its last slash
  --push               push all tags
  --save FILE          docker save all tags into one file
  --build-arg A=B      for the Dockerfile: NODE_IMAGE, BASE_IMAGE`;

export interface BuildPlan {
  readonly tags: readonly [string, ...string[]];
  readonly dockerfile: string;
  readonly target: Tier | null;
  readonly context: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

export interface BuildRequest {
  readonly version: string;
  readonly revision: string;
  readonly registry: string;
  readonly accelerators: readonly string[];
  readonly modelsDirectory: string | null;
  readonly cuda: boolean;
}

const dockerfile = 'deploy/images/Dockerfile';
/** Has the CUDA and cuDNN that ONNX Runtime's provider loads. */
const cudaBase = 'nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04';

export function plansOf(request: BuildRequest): BuildPlan[] {
  const { version, revision, modelsDirectory, cuda } = request;
  const suffix = cuda ? '-cuda' : '';
  const tags = (tier: Tier, more = '') => tagsOf(request, tier, `${suffix}${more}`);
  const common = { VERSION: version, REVISION: revision };
  const pipeline: BuildPlan = {
    tags: tags('pipeline'),
    dockerfile,
    target: 'pipeline',
    context: '.',
    buildArgs: {
      TIER: 'pipeline',
      ...common,
      ...(cuda ? { BASE_IMAGE: cudaBase, ONNXRUNTIME_CUDA: 'cuda12' } : {}),
    },
  };
  const gateway: BuildPlan = {
    tags: modelsDirectory === null ? tags('gateway') : [...tags('gateway'), ...tags('gateway', '-offline')],
    dockerfile,
    target: 'gateway',
    context: '.',
    buildArgs: { TIER: 'gateway', ...common },
  };
  if (modelsDirectory === null) return [pipeline, gateway];
  const offline: BuildPlan = {
    tags: tags('pipeline', '-offline'),
    dockerfile: 'deploy/images/offline.Dockerfile',
    target: null,
    context: modelsDirectory,
    buildArgs: { PIPELINE_IMAGE: pipeline.tags[0] },
  };
  return [pipeline, gateway, offline];
}

/** `latest-ACCELERATOR` and `VERSION-ACCELERATOR` of each. */
function tagsOf(
  { registry, version, accelerators }: BuildRequest,
  tier: Tier,
  suffix: string,
): [string, ...string[]] {
  const tags = accelerators.flatMap((name) =>
    ['latest', version].map((label) => `${registry}recto-${tier}:${label}-${name}${suffix}`),
  );
  return tags as [string, ...string[]];
}
