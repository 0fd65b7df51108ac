/** Exports as other programs see them: LibreOffice, poppler and Chromium, where they are installed. */
import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { block, jpeg, made, page } from './export-page.fixture.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'recto-exports-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function installed(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Says in one line why its tests do not run. */
function needing(...programs: string[]) {
  const missing = programs.filter((program) => !installed(program));
  return {
    skip: missing.length > 0,
    title: missing.length > 0 ? ` (skipped: ${missing.join(', ')} is not installed)` : '',
  };
}

const write = async (format: 'docx' | 'pdf' | 'html', pages: Parameters<typeof made>[1]): Promise<string> => {
  const path = join(directory, `${format}-${pages.length}.${format}`);
  writeFileSync(path, (await made(format, pages)).bytes);
  return path;
};

interface SeenWord {
  readonly text: string;
  readonly box: readonly number[];
}

async function wordsOf(pdf: string): Promise<SeenWord[]> {
  const { stdout } = await run('pdftotext', ['-bbox', pdf, '-']);
  const word = /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</g;
  return [...stdout.matchAll(word)].map(([, x0, y0, x1, y1, text = '']) => ({
    text,
    box: [x0, y0, x1, y1].map(Number),
  }));
}

const poppler = needing('pdftotext');
describe.skipIf(poppler.skip)(`pdftotext${poppler.title}`, () => {
  it('finds every word of the searchable PDF where it is printed, in any script and turn', async () => {
    const placed = [
      { text: 'Hello', box: [100, 100, 200, 130], angle: 0 },
      { text: 'world', box: [215, 100, 320, 130], angle: 0 },
      { text: '世界和平', box: [100, 200, 300, 240], angle: 0 },
      { text: 'Ελληνικά', box: [400, 200, 600, 230], angle: 0 },
      { text: '𠮷野家', box: [100, 300, 250, 350], angle: 0 },
      { text: 'sideways', box: [700, 300, 730, 480], angle: 90 },
    ] as const;
    const path = await write('pdf', [page([], { image: await jpeg(80, 100), placed })]);
    const found = await wordsOf(path);
    for (const { text, box } of placed) {
      const word = found.find((each) => each.text === text);
      expect(word, text).toBeDefined();
      // Points, half a pixel of a page at 144 pixels per inch.
      word?.box.forEach((edge, i) => {
        expect(Math.abs(edge - (box[i] as number) / 2), text).toBeLessThan(0.5);
      });
    }
    expect(found).toHaveLength(placed.length);
  });

  it.skipIf(!installed('pdftoppm'))('and nothing of them is seen on the page', async () => {
    const image = await jpeg(80, 100);
    const placed = [{ text: 'Hello', box: [100, 100, 700, 400], angle: 0 }] as const;
    const picture = async (words: typeof placed | []) => {
      const name = join(directory, `seen-${words.length}`);
      writeFileSync(`${name}.pdf`, (await made('pdf', [page([], { image, placed: words })])).bytes);
      await run('pdftoppm', ['-r', '40', '-png', '-singlefile', `${name}.pdf`, name]);
      return readFileSync(`${name}.png`);
    };
    expect((await picture(placed)).equals(await picture([]))).toBe(true);
  });
});

const office = needing('soffice', 'pdftotext');
describe.skipIf(office.skip)(`LibreOffice${office.title}`, () => {
  it('opens the DOCX and shows its words, tables, headers and footers', async () => {
    const table =
      '<table><tr><td rowspan="2">Rowhead</td><td colspan="2">Colhead</td></tr><tr><td>one</td><td>two</td></tr></table>';
    const pages = [0, 1].map((index) =>
      page(
        [
          block('header', `Running ${index}`),
          block('doc_title', 'Headline'),
          block('text', 'Words of the body 中文正文\n• item'),
          block('table', table),
          block('number', `Folio${index}`, [380, 960, 420, 980]),
        ],
        { index },
      ),
    );
    const path = await write('docx', pages);
    const profile = `-env:UserInstallation=file://${join(directory, 'profile')}`;
    await run('soffice', [
      profile,
      '--headless',
      '--convert-to',
      'pdf',
      '--outdir',
      join(directory, 'office'),
      path,
    ]);
    const { stdout } = await run('pdftotext', [join(directory, 'office', 'docx-2.pdf'), '-']);
    const [first = '', second = ''] = stdout.split('\f');
    for (const word of [
      'Running 0',
      'Headline',
      'Words of the body',
      '中文正文',
      'Rowhead',
      'Colhead',
      'two',
      'Folio0',
    ]) {
      expect(first).toContain(word);
    }
    expect(second).toContain('Running 1');
    expect(second).not.toContain('Running 0');
  });
});

const browser = needing('chromium');
describe.skipIf(browser.skip)(`Chromium${browser.title}`, () => {
  it('shows the HTML, its formulas and pictures, and runs none of what a model wrote', async () => {
    const blocks = [
      block('doc_title', 'Shown'),
      block('text', '<script>document.title = "run"</script><img src=x onerror="document.title=\'run\'">'),
      block('display_formula', '$$\\frac{a}{b}$$'),
      block('image', '', [0, 0, 400, 200], 'imgs/a.jpg'),
    ];
    const path = await write('html', [
      page(blocks, { pictures: new Map([['imgs/a.jpg', await jpeg(40, 20)]]) }),
    ]);
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${join(directory, 'chromium')}`,
    ];
    const { stdout } = await run('chromium', [...flags, '--dump-dom', `file://${path}`], { maxBuffer: 1e8 });
    expect(stdout).toContain('<title>Shown</title>');
    expect(stdout).toContain('<mfrac>');
    expect(stdout).toContain('&lt;script&gt;');
    expect(stdout).not.toMatch(/<script|<img[^>]*onerror/);
  });
});
