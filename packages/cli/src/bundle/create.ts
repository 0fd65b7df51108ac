/** `recto bundle create`: everything that a machine without a network needs, in one directory. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, Failure } from '../failure.ts';
import { sizeText } from '../models/describe.ts';
import { copyModels, modelFiles, modelVariables } from './bundled-models.ts';
import { type Docker, type FoundImage, imageFileName } from './docker.ts';
import { variableValue, withVariables } from './environment-file.ts';
import { fileEntryOf } from './file-entry.ts';
import { loadScript } from './load-script.ts';
import {
  type BundleManifest,
  type FileEntry,
  type ImageEntry,
  manifestFile,
  writeManifest,
} from './manifest.ts';
import { writeParts } from './save-image.ts';

export interface CreateRequest {
  /** Has compose.yaml and .env. */
  readonly source: string;
  readonly accelerator: string;
  /** In place of the VLM_BACKEND of `.env`. */
  readonly backend: string | undefined;
  readonly target: string;
  /** Models of a server that takes them from a directory. */
  readonly models: string | undefined;
  readonly partBytes: number | null;
  readonly pull: boolean;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Images that are saved already, of a run that broke off. */
const progressFile = '.progress.json';

/** Throws Failure. What is done stays, and the next run goes on from there. */
export async function createBundle(request: CreateRequest, docker: Docker): Promise<BundleManifest> {
  const { target, signal, say } = request;
  await mkdir(target, { recursive: true });
  // Until the new one is written, a bundle that is made anew is not a finished one.
  await rm(join(target, manifestFile), { force: true });
  if (request.models !== undefined) await copyModels(request.models, target);
  const backend = await writeComposeFiles(request);
  const stack = await docker.stack(target, signal);
  if (stack.wantsModels && request.models === undefined) {
    throw new Failure(exitCodes.usage, `${backend} reads its model from a directory: name it with --models`);
  }
  const found = await foundImages(stack.images, request, docker);
  await checkRoom(target, found);

  const images: ImageEntry[] = [];
  const earlier = await readProgress(target);
  for (const image of found) {
    const saved = earlier.find(({ reference, id }) => reference === image.reference && id === image.id);
    const isKept = saved !== undefined && (await areThere(target, saved.files));
    const entry = isKept ? saved : await saveImage(image, request, docker);
    say(`${image.reference}: ${isKept ? 'saved already' : 'saved'}, ${sizeText(bytesOf(entry.files))}`);
    images.push(entry);
    await writeFile(join(target, progressFile), JSON.stringify(images));
  }
  const title = `Recto ${request.version} on ${request.accelerator}, with ${backend}`;
  await writeFile(join(target, 'load.sh'), loadScript(title, images), { mode: 0o755 });
  const paths = ['compose.yaml', '.env', 'load.sh', ...(await modelFiles(target))];
  const files: FileEntry[] = [];
  for (const path of paths) files.push(await fileEntryOf(target, path, signal));
  const { docker: engine, compose } = await docker.versions(signal);
  const manifest: BundleManifest = {
    format: 1,
    recto: request.version,
    accelerator: request.accelerator,
    backend,
    created: new Date().toISOString(),
    docker: engine,
    compose,
    images,
    files,
  };
  await writeManifest(target, manifest);
  await rm(join(target, progressFile));
  return manifest;
}

/** Returns what reads the crops. A second run keeps the password that the first one made. */
async function writeComposeFiles(request: CreateRequest): Promise<string> {
  const { source, target, accelerator, backend } = request;
  const read = (name: string) =>
    readFile(join(source, name), 'utf8').catch((error: unknown) => {
      throw new Failure(exitCodes.usage, `there is no ${name} for ${accelerator} in ${source}`, error);
    });
  const env = await read('.env');
  const chosen = backend ?? variableValue(env, 'VLM_BACKEND') ?? 'native';
  const earlier = await readFile(join(target, '.env'), 'utf8').catch(() => '');
  const variables = {
    VLM_BACKEND: chosen,
    REDIS_PASSWORD: variableValue(earlier, 'REDIS_PASSWORD') ?? randomBytes(18).toString('hex'),
    VLM_OFFLINE: '1',
    ...modelVariables(await modelFiles(target)),
  };
  await writeFile(join(target, 'compose.yaml'), await read('compose.yaml'));
  await writeFile(join(target, '.env'), withVariables(env, variables));
  return chosen;
}

async function foundImages(
  references: readonly string[],
  { pull, signal, say }: CreateRequest,
  docker: Docker,
): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  const missing: string[] = [];
  for (const reference of references) {
    let image = await docker.image(reference, signal);
    if (image === null && pull) {
      say(`${reference}: pulling`);
      await docker.pull(reference, signal);
      image = await docker.image(reference, signal);
    }
    if (image === null) missing.push(reference);
    else found.push(image);
  }
  if (missing.length > 0) {
    const remedy = "build Recto's own with deploy/images/build, and let --pull fetch the others";
    throw new Failure(exitCodes.failed, `these images are not here: ${missing.join(', ')}; ${remedy}`);
  }
  return found;
}

/** An image's size is what its layers take unpacked, which is about what `docker save` writes. */
async function checkRoom(target: string, images: readonly FoundImage[]): Promise<void> {
  const { bavail, bsize } = await statfs(target);
  const wanted = images.reduce((sum, { bytes }) => sum + bytes, 0);
  const written = bytesOf((await readProgress(target)).flatMap(({ files }) => files));
  if (bavail * bsize + written < wanted) {
    throw new Failure(
      exitCodes.failed,
      `${target} has room for ${sizeText(bavail * bsize)}, the images want ${sizeText(wanted)}`,
    );
  }
}

async function saveImage(
  image: FoundImage,
  { target, partBytes, signal }: CreateRequest,
  docker: Docker,
): Promise<ImageEntry> {
  const { stream, done } = docker.save(image.reference, signal);
  const path = `images/${imageFileName(image.reference)}.tar`;
  const [files] = await Promise.all([writeParts(stream, { directory: target, path, partBytes }), done]);
  const { reference, id, platform } = image;
  return { reference, id, platform, files };
}

async function readProgress(target: string): Promise<ImageEntry[]> {
  const text = await readFile(join(target, progressFile), 'utf8').catch(() => '[]');
  return JSON.parse(text);
}

const areThere = async (target: string, files: readonly FileEntry[]): Promise<boolean> => {
  const sizes = await Promise.all(files.map(({ path }) => stat(join(target, path)).catch(() => null)));
  return sizes.every((found, index) => found?.size === files[index]?.bytes);
};

const bytesOf = (files: readonly FileEntry[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);
