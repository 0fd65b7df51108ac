/** Where the evaluation data lies: beside the repository, never in it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const dataPath = (relative: string): string =>
  fileURLToPath(new URL(`../../../shared/data/${relative}`, import.meta.url));

/** Path of a file that a row of the data names. */
export const documentPath = (file: string): string => dataPath(`files/${file}`);

/** Says so, on standard output, when there is nothing to measure on. */
export const dataIsPresent = (): boolean => {
  const present = existsSync(dataPath('README.md'));
  if (!present) console.log('Skipped: the evaluation data is not there (looked in ../shared/data).');
  return present;
};

/** Rows of a JSON Lines file. */
export const readRows = async <T>(file: string): Promise<T[]> =>
  (await readFile(dataPath(file), 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
