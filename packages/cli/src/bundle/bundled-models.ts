/** Models of a server that takes them from /models: which files go along, and what `.env` must say of them. */
import { cp, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

const directoryName = 'models';

export const copyModels = (from: string, bundle: string): Promise<void> =>
  cp(from, join(bundle, directoryName), { recursive: true });

/** Below the bundle, sorted. */
export async function modelFiles(bundle: string): Promise<string[]> {
  const options = { recursive: true, withFileTypes: true } as const;
  const entries = await readdir(join(bundle, directoryName), options).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(bundle, join(entry.parentPath, entry.name)))
    .sort();
}

/** GGUF files are llama.cpp's; a directory with a config.json is what vLLM and SGLang serve. */
export function modelVariables(files: readonly string[]): Record<string, string> {
  const inContainer = (path: string) => `/${path}`;
  const weights = files.filter((path) => path.endsWith('.gguf'));
  const projector = weights.find((path) => path.includes('mmproj'));
  const model = weights.find((path) => path !== projector);
  if (model !== undefined) {
    return {
      LLAMA_ARG_HF_REPO: '',
      LLAMA_ARG_MODEL: inContainer(model),
      ...(projector !== undefined && { LLAMA_ARG_MMPROJ: inContainer(projector) }),
    };
  }
  const config = files.find((path) => path.endsWith('/config.json'));
  return config === undefined ? {} : { VLM_MODEL: inContainer(config.slice(0, -'/config.json'.length)) };
}
