/** What a bundle says of itself: `manifest.json`, and the sums that `sha256sum -c` reads. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { exitCodes, Failure } from '../failure.ts';

export const manifestFile = 'manifest.json';
export const sumsFile = 'SHA256SUMS';

const fileEntry = z.object({
  /** Below the bundle's directory, with forward slashes. */
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const imageEntry = z.object({
  reference: z.string(),
  /** Docker's id, by which a machine that has the image already is known. */
  id: z.string(),
  platform: z.string(),
  /** One, or the parts of one, in order. */
  files: z.array(fileEntry).min(1),
});
const manifest = z.object({
  format: z.literal(1),
  recto: z.string(),
  accelerator: z.string(),
  backend: z.string(),
  created: z.string(),
  docker: z.string(),
  compose: z.string(),
  images: z.array(imageEntry),
  /** compose.yaml, .env, load.sh, models. */
  files: z.array(fileEntry),
});

export type FileEntry = z.output<typeof fileEntry>;
export type ImageEntry = z.output<typeof imageEntry>;
export type BundleManifest = z.output<typeof manifest>;

/** Throws Failure where the directory is no bundle. */
export async function readManifest(directory: string): Promise<BundleManifest> {
  const text = await readFile(join(directory, manifestFile), 'utf8').catch(() => {
    throw new Failure(
      exitCodes.usage,
      `${directory} is not a bundle, or not a finished one: it has no ${manifestFile}`,
    );
  });
  const parsed = manifest.safeParse(parseJson(text));
  if (!parsed.success)
    throw new Failure(exitCodes.mismatch, `${manifestFile} is not one that this version reads`);
  return parsed.data;
}

export const allFiles = ({ images, files }: BundleManifest): FileEntry[] => [
  ...files,
  ...images.flatMap((image) => image.files),
];

/** The sums first: a bundle is finished when its manifest is there. */
export async function writeManifest(directory: string, content: BundleManifest): Promise<void> {
  const sums = allFiles(content).map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  await writeFile(join(directory, sumsFile), sums.join(''));
  await writeFile(join(directory, manifestFile), `${JSON.stringify(content, null, 2)}\n`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
