import { defaultMarkdownIgnoreLabels } from '@recto/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { settingsOf } from '../conductor/house.fixture.ts';
import { modelSettings } from '../conductor/parse-settings.ts';
import { encodeCore } from '../result/page-element.ts';
import { markdownStyle } from '../result/page-markdown.ts';
import { type ExportPageParts, encodeSaid, encodeShown } from './export-source.ts';
import { type ExportThread, startExportThread } from './export-thread.ts';

const never = new AbortController().signal;
const threads: ExportThread[] = [];
const start = () => {
  const thread = startExportThread();
  threads.push(thread);
  return thread;
};
afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.close())));

const page = (index: number): ExportPageParts => ({
  index,
  style: markdownStyle(settingsOf()),
  core: encodeCore(
    {
      page_count: null,
      width: 10,
      height: 10,
      model_settings: { ...modelSettings(settingsOf()), markdown_ignore_labels: defaultMarkdownIgnoreLabels },
      parsing_res_list: [],
    },
    { text: `p${index}` },
  ),
  said: encodeSaid({ blocks: [] }),
  shown: encodeShown({ pictures: new Map(), image: null, placed: [] }),
});

async function* pages(count: number, pulled: number[] = []) {
  for (let i = 0; i < count; i += 1) {
    pulled.push(i);
    yield page(i);
  }
}

describe('the export thread', () => {
  it('pulls a page only when what came before it has been taken', async () => {
    const pulled: number[] = [];
    const seen: number[] = [];
    const chunks: Uint8Array[] = [];
    const take = async (chunk: Uint8Array) => {
      seen.push(pulled.length);
      chunks.push(chunk);
    };
    await start().write('json', pages(3, pulled), take, never);
    expect(seen).toEqual([1, 2, 3, 3]);
    expect(JSON.parse(Buffer.concat(chunks).toString()).pages).toHaveLength(3);
  });

  it('writes on after a file that could not be made', async () => {
    const thread = start();
    const drop = async () => {};
    await expect(thread.write('pdf', pages(1), drop, never)).rejects.toMatchObject({
      code: 'export.not_available',
    });
    await expect(thread.write('json', pages(1), drop, never)).resolves.toBeUndefined();
  });

  it('refuses what would take more memory than it has, and nothing else suffers', async () => {
    const thread = startExportThread(64);
    threads.push(thread);
    const cells = Array.from({ length: 400 }, () => '<td>x</td>').join('');
    const content = `<table>${`<tr>${cells}</tr>`.repeat(500)}</table>`;
    const blocks = Array.from({ length: 20 }, () => {
      return { label: 'table', content, box: [0, 0, 9, 9] as const, picturePath: null, titleLevel: null };
    });
    const heavy = (async function* () {
      yield { ...page(0), said: encodeSaid({ blocks }) };
    })();
    const written = thread.write('html', heavy, async () => {}, never);
    await expect(written).rejects.toMatchObject({ code: 'export.too_large' });
  });

  it('ends at once when the signal fires, and passes on what the pages throw', async () => {
    const client = new AbortController();
    const take = () => {
      client.abort(new Error('gone'));
      return Promise.resolve();
    };
    await expect(start().write('json', pages(9), take, client.signal)).rejects.toThrow('gone');
    const broken = (async function* (): AsyncGenerator<ExportPageParts> {
      yield page(0);
      throw new Error('no such page');
    })();
    await expect(start().write('json', broken, async () => {}, never)).rejects.toThrow('no such page');
  });
});
