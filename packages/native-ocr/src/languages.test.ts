import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLanguages, languageGroups } from './languages.ts';

describe('languageGroups', () => {
  it('keeps scripts apart and languages of one script together, in the order given', () => {
    expect(languageGroups(['deu', 'chi_sim', 'eng', 'jpn_vert'])).toEqual([
      { name: 'deu+eng', wide: false },
      { name: 'chi_sim+jpn_vert', wide: true },
    ]);
    expect(languageGroups(['kor'])).toEqual([{ name: 'kor', wide: true }]);
  });
});

describe('findLanguages', () => {
  it('finds the shipped data without the legacy model', () => {
    const files = findLanguages(['eng', 'chi_sim', 'eng'], []);
    expect(files.map((file) => file.code)).toEqual(['eng', 'chi_sim']);
    for (const file of files) expect(file.path).toContain('4.0.0_best_int');
  });

  it('prefers the data of a folder', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'recto-languages-'));
    try {
      await writeFile(join(dir, 'eng.traineddata'), '');
      expect(findLanguages(['eng'], [dir])).toEqual([{ code: 'eng', path: join(dir, 'eng.traineddata') }]);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('names every language without data, and takes no path for a name', () => {
    expect(() => findLanguages(['eng', 'xyz', '../../etc/passwd'], [])).toThrow(
      expect.objectContaining({
        code: 'settings.invalid',
        message: 'OCR languages: no data for xyz, ../../etc/passwd',
      }),
    );
    expect(() => findLanguages([], [])).toThrow(expect.objectContaining({ code: 'settings.invalid' }));
  });
});
