/** What packages bring along that no server runs: other platforms, other bundles, sources, maps, types, unused fonts. */
import { globSync, lstatSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';

/** In every package. */
const everywhere = ['**/*.map', '**/*.d.ts', '**/*.d.cts', '**/*.d.mts', '**/*.tsbuildinfo'];

interface Rule {
  readonly package: string;
  readonly remove: readonly string[];
  readonly keep?: RegExp;
}

const thisPlatform = new RegExp(`${sep}linux${sep}${process.arch}(${sep}|$)`);

const rules: readonly Rule[] = [
  { package: 'onnxruntime-node', remove: ['bin/napi-v*/*/*'], keep: thisPlatform },
  { package: 'onnxruntime-node', remove: ['script'] },
  // Only the LSTM cores are loaded, from their .wasm (packages/native-ocr/src/ocr/tesseract.ts).
  { package: 'tesseract.js-core', remove: ['*.js', '*.wasm'], keep: /-lstm\.(js|wasm)$/ },
  { package: '@tesseract.js-data/eng', remove: ['*'], keep: /4\.0\.0_best_int|package\.json|LICENSE/ },
  { package: '@tesseract.js-data/chi_sim', remove: ['*'], keep: /4\.0\.0_best_int|package\.json|LICENSE/ },
  ...['sc', 'jp', 'kr', 'latin'].map((script) => ({
    package: `@embedpdf/fonts-${script}`,
    remove: ['fonts/*'],
    keep: /-(Regular|Bold)\.(otf|ttf)$/,
  })),
  { package: '@embedpdf/pdfium', remove: ['dist/index.browser.js'] },
  { package: 'docx', remove: ['dist/*.iife.js', 'dist/*.cjs'] },
  { package: 'pdf-lib', remove: ['dist', 'src', 'ts3.4'] },
  { package: 'openai', remove: ['src'] },
  {
    package: 'swagger-ui-dist',
    remove: ['swagger-ui.js', 'swagger-ui-es-*', 'swagger-ui-standalone-*', 'log.*'],
  },
  { package: 'zod', remove: ['src'] },
  { package: '@types/node', remove: ['*'], keep: /package\.json|LICENSE/ },
];

/** `store` is pnpm's `node_modules/.pnpm`. Throws where a rule names a package that is there and finds nothing to remove. */
export function prune(store: string): void {
  for (const { package: name, remove, keep } of rules) {
    for (const directory of packageDirectories(store, name)) {
      const found = remove.flatMap((pattern) => globSync(pattern, { cwd: directory }));
      const unwanted = found.filter((path) => !keep?.test(`${sep}${path}`));
      if (unwanted.length === 0) throw new Error(`nothing to remove from ${name}: its layout has changed`);
      for (const path of unwanted) rmSync(join(directory, path), { recursive: true });
    }
  }
  for (const pattern of everywhere) {
    for (const path of globSync(pattern, { cwd: store })) rmSync(join(store, path), { force: true });
  }
}

const packageDirectories = (store: string, name: string): string[] =>
  globSync(`*/node_modules/${name}`, { cwd: store })
    .map((path) => join(store, path))
    .filter((path) => lstatSync(path).isDirectory());
