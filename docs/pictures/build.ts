/**
 * Makes the README's picture from a running service: a page, the layout that was found, the Markdown.
 * Needs Chromium. Usage: npm start (in another terminal), then node_modules/.bin/node docs/pictures/build.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LayoutParsingElement } from '../../packages/contracts/src/index.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const size = { width: 1560, height: 760 };

async function parseFirstPage(): Promise<LayoutParsingElement> {
  const body = readFileSync(here('../../samples/paper.pdf'));
  const answer = await fetch('http://127.0.0.1:8080/layout-parsing?pages=1&visualize=true', {
    method: 'POST',
    headers: { 'content-type': 'application/pdf' },
    body,
  });
  const { result, errorMsg } = (await answer.json()) as {
    result?: { layoutParsingResults: LayoutParsingElement[] };
    errorMsg: string;
  };
  const page = result?.layoutParsingResults[0];
  if (page === undefined) throw new Error(errorMsg);
  return page;
}

/** Enough Markdown for one page: headings, paragraphs, and the HTML that the pipeline writes. */
function html({ markdown }: LayoutParsingElement): string {
  const withPictures = Object.entries(markdown.images ?? {}).reduce(
    (text, [path, jpeg]) => text.replaceAll(path, `data:image/jpeg;base64,${jpeg}`),
    markdown.text,
  );
  return withPictures
    .split(/\n{2,}/)
    .map((piece) => piece.trim())
    .map((piece) => {
      const heading = /^(#+) (.*)$/s.exec(piece);
      if (heading) return `<h${heading[1]?.length}>${heading[2]}</h${heading[1]?.length}>`;
      return piece.startsWith('<') ? piece : `<p>${piece}</p>`;
    })
    .join('\n');
}

const page = await parseFirstPage();
const image = (jpeg: string | undefined) => `<img class="page" src="data:image/jpeg;base64,${jpeg}">`;
const document = `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; display: flex; gap: 20px; padding: 20px; background: #e8eaed; font: 11px/1.45 sans-serif; }
  .page, article { height: 720px; width: 493px; background: white; box-shadow: 0 1px 6px #0003; }
  .page { object-fit: contain; }
  article { box-sizing: border-box; padding: 16px 22px; overflow: hidden; }
  article img { max-width: 45%; } h1 { font-size: 17px; } h2 { font-size: 14px; margin: 8px 0 4px; } p { margin: 4px 0; }
</style>${image(page.inputImage)}${image(page.outputImages?.layout_det_res)}<article>${html(page)}</article>`;

const folder = mkdtempSync(join(tmpdir(), 'recto-picture-'));
writeFileSync(join(folder, 'page.html'), document);
const { status } = spawnSync('chromium', [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  `--user-data-dir=${folder}/profile`,
  `--window-size=${size.width},${size.height}`,
  `--screenshot=${here('parsed-page.png')}`,
  `file://${folder}/page.html`,
]);
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
