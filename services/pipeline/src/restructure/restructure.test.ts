import type { ParsingBlock, PrunedResult } from '@recto/contracts';
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../conductor/house.fixture.ts';
import { modelSettings } from '../conductor/parse-settings.ts';
import { decodeCore, encodeCore } from '../result/page-element.ts';
import { markdownStyle } from '../result/page-markdown.ts';
import { runRestructure } from './run-restructure.ts';

const never = new AbortController().signal;
const table = (rows: string) => `<table><tr><td>H</td><td>K</td></tr>${rows}</table>`;
const row = (text: string) => `<tr><td>${text}</td><td>x</td></tr>`;

const block = (label: ParsingBlock['block_label'], content: string, id: number): ParsingBlock => ({
  block_label: label,
  block_content: content,
  block_bbox: [10, 10 + 100 * id, 400, 90 + 100 * id],
  block_id: id,
  block_order: id,
  group_id: id,
});

/** A table that begins on the first page and goes on at the top of the second. */
const pages: PrunedResult[] = [
  [block('paragraph_title', '1.1 Deep', 0), block('table', table(row('a')), 1)],
  [block('table', table(row('b')), 0), block('text', 'end', 1)],
].map((blocks) => ({
  page_count: null,
  width: 500,
  height: 700,
  model_settings: modelSettings(settingsOf()),
  parsing_res_list: blocks,
}));

const ask = async (fields: Record<string, unknown>, over = pages) => {
  const body = Buffer.from(
    JSON.stringify({ pages: over.map((prunedResult) => ({ prunedResult })), ...fields }),
  );
  const answer = await runRestructure({ kind: 'request', body }, never);
  return JSON.parse(Buffer.from(answer).toString());
};

describe('the request', () => {
  it('gives each page back, tables merged', async () => {
    const answer = await ask({ logId: 'r-1' });
    expect(answer).toMatchObject({ logId: 'r-1', errorCode: 0, errorMsg: 'Success' });
    const [first, second] = answer.result.layoutParsingResults;
    expect(Object.keys(first)).toEqual(['prunedResult', 'markdown']);
    expect(first.prunedResult.parsing_res_list[1].block_content).toBe(table(row('a') + row('b')));
    expect(second.prunedResult.parsing_res_list[0]).toMatchObject({ block_content: '', global_block_id: 2 });
    expect(second.markdown.text).toContain('end');
    expect(first.markdown).not.toHaveProperty('images');
  });

  it('makes one page of all', async () => {
    const answer = await ask({ concatenatePages: true });
    expect(answer.result.layoutParsingResults).toHaveLength(1);
    const [{ prunedResult, markdown }] = answer.result.layoutParsingResults;
    expect(prunedResult.page_count).toBe(2);
    expect(prunedResult.parsing_res_list).toHaveLength(4);
    expect(markdown.text).toMatch(/Deep[\s\S]*end$/);
  });

  it('writes the clean style, and beside the text what the labels ask for', async () => {
    const [page] = [{ ...pages[0], parsing_res_list: [block('text', '• a', 0), block('footer', 'foot', 1)] }];
    const answer = await ask({ markdownStyle: 'clean', markdownLabels: { footer: 'separate' } }, [
      page as PrunedResult,
    ]);
    expect(answer.result.layoutParsingResults[0].markdown).toEqual({
      text: '- a',
      separate: { footer: 'foot' },
    });
    await expect(ask({ markdownLabels: { footer: 'hide' } })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  it('writes headings again where blocks came formatted, at their new level, and leaves the rest as it came', async () => {
    const titles = [
      block('doc_title', '# Report', 0),
      block('paragraph_title', '### 1.1 Deep', 1),
      block('text', '# no heading', 2),
      block('figure_title', '<div>Fig</div>\n', 3),
    ];
    const contents = async (format_block_content: boolean) => {
      const model_settings = { ...modelSettings(settingsOf()), format_block_content };
      const page = { ...pages[0], model_settings, parsing_res_list: titles } as PrunedResult;
      const [element] = (await ask({}, [page])).result.layoutParsingResults;
      return element.prunedResult.parsing_res_list.map((b: ParsingBlock) => b.block_content);
    };
    const rest = ['# no heading', '<div>Fig</div>\n'];
    expect(await contents(true)).toEqual(['# Report', '## 1.1 Deep', ...rest]);
    expect(await contents(false)).toEqual(['Report', '1.1 Deep', ...rest]);
  });

  it('makes files of what came back; pictures at addresses are not fetched, and a PDF has no page to show', async () => {
    const [first] = pages;
    const blocks = [...(first?.parsing_res_list ?? []), block('image', '', 2)];
    const jpeg = `data:image/jpeg;base64,${Buffer.from('ffd8ffd9', 'hex').toString('base64')}`;
    const path = 'imgs/img_in_image_box_10_210_400_290.jpg';
    const over = (markdownImages: Record<string, string>) => ({
      pages: [{ prunedResult: { ...first, parsing_res_list: blocks }, markdownImages }],
      outputFormats: ['html', 'docx'],
    });
    const html = async (images: Record<string, string>) => {
      const { exports } = (await ask(over(images))).result.layoutParsingResults[0];
      expect(Object.keys(exports)).toEqual(['html', 'docx']);
      expect(exports.html.fileName).toMatch(/^\d{10}_\d{4}_0\.html$/);
      return Buffer.from(exports.html.content, 'base64').toString();
    };
    expect(await html({ [path]: jpeg })).toContain('src="data:image/jpeg;base64,/9j/2Q=="');
    expect(await html({ [path]: 'http://example.com/x.jpg' })).not.toContain('<img');
    await expect(ask({ outputFormats: ['pdf'] })).rejects.toMatchObject({ code: 'export.not_available' });
  });

  it('takes the union of the pictures, and leaves them out when told so', async () => {
    const withImages = pages.map((prunedResult, i) => ({
      prunedResult,
      markdownImages: { [`${i}.jpg`]: 'QQ==' },
    }));
    const both = { 0: 'QQ==', 1: 'QQ==' };
    const answer = await ask({ pages: withImages, concatenatePages: true });
    expect(Object.keys(answer.result.layoutParsingResults[0].markdown.images)).toEqual(
      Object.keys(both).map((i) => `${i}.jpg`),
    );
    const bare = await ask({ pages: withImages, returnMarkdownImages: false });
    expect(bare.result.layoutParsingResults[0].markdown).not.toHaveProperty('images');
  });

  it('of no pages has no results', async () => {
    for (const concatenatePages of [false, true]) {
      expect((await ask({ concatenatePages }, [])).result.layoutParsingResults).toEqual([]);
    }
  });

  it('that is not valid is refused', async () => {
    await expect(ask({ pages: [{ prunedResult: {} }] })).rejects.toMatchObject({ code: 'request.invalid' });
    const broken = runRestructure({ kind: 'request', body: Buffer.from('{') }, never);
    await expect(broken).rejects.toMatchObject({ code: 'request.not_json' });
  });

  it('ends when the signal fires', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(runRestructure({ kind: 'request', body: Buffer.from('{}') }, signal)).rejects.toThrow(
      'gone',
    );
  });
});

describe("a request's own pages", () => {
  const cores = pages.map((page) => encodeCore(page, { text: '' }));
  const run = async (
    options: { mergeTables: boolean; relevelTitles: boolean; joinParagraphs?: boolean },
    formatBlockContent = false,
  ) => {
    const style = markdownStyle(settingsOf());
    const task = { kind: 'cores', cores, style, formatBlockContent, withBlocks: false } as const;
    const parts = await runRestructure({ ...task, options: { joinParagraphs: false, ...options } }, never);
    return parts.map(({ core }) => decodeCore(core));
  };

  it('keep their places', async () => {
    const [first, second] = await run({ mergeTables: true, relevelTitles: false });
    expect(first?.prunedResult.parsing_res_list[1]?.block_content).toBe(table(row('a') + row('b')));
    expect(first?.markdown.text).toMatch(/^### 1.1 Deep/);
    expect(second?.markdown.text).toContain('end');
    const [untouched] = await run({ mergeTables: false, relevelTitles: false });
    expect(untouched?.prunedResult.parsing_res_list[1]?.block_content).toBe(table(row('a')));
  });

  it('have titles levelled by the whole document', async () => {
    const [first] = await run({ mergeTables: false, relevelTitles: true });
    expect(first?.markdown.text).toMatch(/^#+ 1.1 Deep/);
  });

  it('are formatted at the end where the request wants formatted blocks', async () => {
    const [first] = await run({ mergeTables: true, relevelTitles: false }, true);
    expect(first?.prunedResult.parsing_res_list[1]?.block_content).toContain('<table border=1');
  });
});
