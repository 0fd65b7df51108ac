/**
 * Where language data lives and which languages are read together. Reads local files only: Tesseract's own
 * loader, which falls back to a CDN, is not used anywhere.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RectoError } from '@recto/contracts';

/** One way to read a crop: the languages that Tesseract weighs against each other word by word. */
export interface LanguageGroup {
  /** Tesseract's spelling: codes joined by `+`. */
  readonly name: string;
  /** Scripts written in full-width cells without spaces between words. */
  readonly wide: boolean;
}

export interface LanguageFile {
  readonly code: string;
  /** Path of `<code>.traineddata` or `<code>.traineddata.gz`. */
  readonly path: string;
}

const wideCode = /^(chi_sim|chi_tra|jpn|kor)(_vert)?$/;
const validCode = /^[a-zA-Z][a-zA-Z0-9_]{1,31}$/;
const require = createRequire(import.meta.url);

/**
 * Languages of one script share a group, because Tesseract confuses Latin letters and Han characters when it may
 * choose freely, and every language of a group costs its full time.
 */
export function languageGroups(codes: readonly string[]): LanguageGroup[] {
  const groups: LanguageGroup[] = [];
  const alphabetic = codes.filter((code) => !wideCode.test(code));
  const wide = codes.filter((code) => wideCode.test(code));
  if (alphabetic.length > 0) groups.push({ name: alphabetic.join('+'), wide: false });
  if (wide.length > 0) groups.push({ name: wide.join('+'), wide: true });
  return groups;
}

/**
 * Finds the data of every language: first in `dataDirs`, then in installed `@tesseract.js-data/*` packages.
 * Throws RectoError settings.invalid that names each language without data.
 */
export function findLanguages(codes: readonly string[], dataDirs: readonly string[]): LanguageFile[] {
  const unique = [...new Set(codes)];
  const found = unique.map((code) => ({ code, path: languagePath(code, dataDirs) }));
  const missing = found.filter((language) => language.path === null).map((language) => language.code);
  if (unique.length === 0 || missing.length > 0) {
    const which = unique.length === 0 ? 'no language is configured' : `no data for ${missing.join(', ')}`;
    throw new RectoError('settings.invalid', { message: `OCR languages: ${which}` });
  }
  return found.flatMap(({ code, path }) => (path === null ? [] : [{ code, path }]));
}

function languagePath(code: string, dataDirs: readonly string[]): string | null {
  if (!validCode.test(code)) return null;
  const names = [`${code}.traineddata`, `${code}.traineddata.gz`];
  const candidates = dataDirs.flatMap((dir) => names.map((name) => join(dir, name)));
  const packageDir = dataPackage(code);
  if (packageDir !== null) {
    // The package also holds `4.0.0`: the same LSTM model plus the legacy one, seven times the size.
    candidates.push(join(packageDir, '4.0.0_best_int', `${code}.traineddata.gz`));
  }
  return candidates.find((path) => existsSync(path)) ?? null;
}

function dataPackage(code: string): string | null {
  try {
    return dirname(require.resolve(`@tesseract.js-data/${code}/package.json`));
  } catch {
    return null;
  }
}
