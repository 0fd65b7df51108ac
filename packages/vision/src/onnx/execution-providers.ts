/** Which ONNX execution providers a device name of the configuration stands for. */
import { RectoError } from '@recto/contracts';

/** In order of preference; a plain name or a provider with its device index, as onnxruntime takes them. */
export type ExecutionProvider = string | { readonly name: string; readonly deviceId: number };

/** Device name -> provider, and whether the name may carry a device index (`gpu:1`). */
const providers: Readonly<Record<string, { readonly provider: string; readonly indexed: boolean }>> = {
  cpu: { provider: 'cpu', indexed: false },
  gpu: { provider: 'cuda', indexed: true },
  cuda: { provider: 'cuda', indexed: true },
  tensorrt: { provider: 'tensorrt', indexed: true },
  dml: { provider: 'dml', indexed: true },
  coreml: { provider: 'coreml', indexed: false },
  webgpu: { provider: 'webgpu', indexed: false },
};

export const deviceNames: readonly string[] = Object.keys(providers);

/**
 * `cpu`, `gpu`, `cuda:1`, `coreml`, ... -> providers, the CPU last so that operators which the accelerator
 * lacks still run. Throws RectoError settings.invalid for an unknown device.
 */
export function executionProviders(device: string): readonly ExecutionProvider[] {
  const [name = '', index, ...rest] = device.trim().toLowerCase().split(':');
  const entry = Object.hasOwn(providers, name) ? providers[name] : undefined;
  const badIndex = index !== undefined && !/^\d{1,3}$/.test(index);
  if (!entry || rest.length > 0 || badIndex || (index !== undefined && !entry.indexed)) {
    throw new RectoError('settings.invalid', {
      message: `Unknown device: use one of ${deviceNames.join(', ')}, with an index as in gpu:0 where it has several`,
    });
  }
  if (entry.provider === 'cpu') return ['cpu'];
  const accelerator: ExecutionProvider = entry.indexed
    ? { name: entry.provider, deviceId: Number(index ?? 0) }
    : entry.provider;
  return [accelerator, 'cpu'];
}
