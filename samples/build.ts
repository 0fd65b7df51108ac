/**
 * Makes the sample documents from `sources/`. Needs Chromium and the fonts of Debian's fonts-liberation,
 * fonts-lmodern and fonts-noto-cjk; run it with `pnpm --filter @recto/samples build`. The results are committed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';

const here = import.meta.dirname;
const run = promisify(execFile);
const scratch = await mkdtemp(join(tmpdir(), 'recto-samples-'));

/** Every build of an unchanged source shall give the same document. */
const day = new Date('2026-01-01T00:00:00Z');

const chromium = async (source: string, ...flags: string[]): Promise<void> => {
  const common = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${scratch}/profile`];
  await run('chromium', [...common, ...flags, `file://${here}/sources/${source}.html`]);
};

const pdf = async (source: string): Promise<void> => {
  const raw = join(scratch, `${source}.pdf`);
  await chromium(source, '--no-pdf-header-footer', `--print-to-pdf=${raw}`);
  const document = await PDFDocument.load(await readFile(raw), { updateMetadata: false });
  document.setCreationDate(day);
  document.setModificationDate(day);
  await writeFile(join(here, `${source}.pdf`), await document.save());
};

/** PNG bytes of a page as wide and high (CSS px) as told, `scale` pixels to one CSS px. */
const screenshot = async (source: string, width: number, height: number, scale: number): Promise<Buffer> => {
  const file = join(scratch, `${source}.png`);
  await chromium(source, `--window-size=${width},${height}`, `--force-device-scale-factor=${scale}`, `--screenshot=${file}`);
  return readFile(file);
};

/** Grey noise from a fixed seed, as a scanner's sensor makes it. */
const noise = (width: number, height: number): Buffer => {
  const pixels = Buffer.alloc(width * height);
  let state = 20260314;
  for (let i = 0; i < pixels.length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = 108 + (state >>> 24) * 0.16;
  }
  return pixels;
};

/** A letter as it comes off a flatbed: grey paper, 1.6 degrees askew, soft, noisy, a dark edge. */
const scan = async (page: Buffer): Promise<Buffer> => {
  const { data, info } = await sharp(page)
    .grayscale()
    .linear(0.8, 38)
    .rotate(1.6, { background: '#9c9c9c' })
    .blur(0.7)
    .toBuffer({ resolveWithObject: true });
  const grain = noise(info.width, info.height);
  return sharp(data)
    .composite([{ input: grain, raw: { width: info.width, height: info.height, channels: 1 }, blend: 'soft-light' }])
    .grayscale()
    .jpeg({ quality: 62 })
    .toBuffer();
};

try {
  for (const source of ['paper', 'invoice', 'chinese', 'report']) await pdf(source);
  await writeFile(
    join(here, 'chinese.png'),
    await sharp(await screenshot('chinese', 794, 1123, 2)).grayscale().png({ palette: true, colours: 16 }).toBuffer(),
  );
  await writeFile(
    join(here, 'newspaper.jpg'),
    await sharp(await screenshot('newspaper', 1123, 1587, 2)).jpeg({ quality: 72 }).toBuffer(),
  );
  await writeFile(
    join(here, 'slide.png'),
    await sharp(await screenshot('slide', 1280, 720, 1.5)).png({ palette: true }).toBuffer(),
  );
  await writeFile(join(here, 'letter.jpg'), await scan(await screenshot('letter', 1240, 1754, 1)));
} finally {
  await rm(scratch, { recursive: true, force: true });
}
