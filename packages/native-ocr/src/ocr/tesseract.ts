/**
 * Tesseract itself: the WASM core of tesseract.js 7, driven without its wrapper. The wrapper starts threads whose
 * crash it does not handle, hangs for ever when language data is broken, and downloads what it does not find; here
 * a thread owns one core with one API object per language group, so that switching languages costs nothing.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { relaxedSimd, simd } from 'wasm-feature-detect';
import type { Gray } from '../image/gray.ts';
import type { LanguageFile, LanguageGroup } from '../languages.ts';
import { type OcrLine, parseTsv } from './tsv.ts';

/** Page segmentation modes of Tesseract that are used here. */
export const segmentation = { auto: 3, column: 4, block: 6, line: 7, sparse: 11 } as const;
export type Segmentation = (typeof segmentation)[keyof typeof segmentation];

export interface Tesseract {
  /** Boxes are pixels of the given image. Blocks the thread for its whole length. */
  recognise(image: Gray, group: LanguageGroup, mode: Segmentation): OcrLine[];
}

interface CoreApi {
  /** 0 on success. */
  Init(dataPath: null, languages: string, engineMode: number): number;
  SetVariable(name: string, value: string): boolean;
  /** Reads `/input`; 0 on success. */
  SetImageFile(exif: number, angle: number): number;
  Recognize(monitor: null): number;
  GetTSVText(page: number): string;
  Clear(): void;
}

interface CoreModule {
  FS: { writeFile(path: string, data: Uint8Array): void; unlink(path: string): void };
  TessBaseAPI: new () => CoreApi;
}

type CoreFactory = (options: Record<string, unknown>) => Promise<CoreModule>;

const require = createRequire(import.meta.url);
const unzip = promisify(gunzip);
const lstmOnly = 1;

/** Throws a plain Error when the core or the language data cannot be loaded. */
export async function startTesseract(
  files: readonly LanguageFile[],
  groups: readonly LanguageGroup[],
): Promise<Tesseract> {
  const silent = () => {};
  const core = await (await loadCore())({ TesseractProgress: silent, print: silent, printErr: silent });
  for (const { code, path } of files) core.FS.writeFile(`./${code}.traineddata`, await readData(path));
  const apis = new Map<string, CoreApi>();
  for (const { name, wide } of groups) {
    const api = new core.TessBaseAPI();
    if (api.Init(null, name, lstmOnly) !== 0) throw new Error(`language data of ${name} is not usable`);
    // Latin words between Han characters keep their spaces; Han characters get none.
    if (wide) api.SetVariable('preserve_interword_spaces', '1');
    apis.set(name, api);
  }
  return { recognise: (image, group, mode) => recognise(core, apis.get(group.name)!, image, mode) };
}

function recognise(core: CoreModule, api: CoreApi, image: Gray, mode: Segmentation): OcrLine[] {
  core.FS.writeFile('/input', portableGraymap(image));
  if (api.SetImageFile(1, 0) !== 0) throw new Error('Tesseract refused the image');
  api.SetVariable('tessedit_pageseg_mode', String(mode));
  api.Recognize(null);
  const lines = parseTsv(api.GetTSVText(0));
  api.Clear();
  core.FS.unlink('/input');
  return lines;
}

/** Binary PGM: the cheapest form that Leptonica reads. */
function portableGraymap({ width, height, data }: Gray): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), data]);
}

async function readData(path: string): Promise<Uint8Array> {
  const data = await readFile(path);
  return path.endsWith('.gz') ? unzip(data) : data;
}

async function loadCore(): Promise<CoreFactory> {
  if (await relaxedSimd()) return require('tesseract.js-core/tesseract-core-relaxedsimd-lstm');
  if (await simd()) return require('tesseract.js-core/tesseract-core-simd-lstm');
  return require('tesseract.js-core/tesseract-core-lstm');
}
