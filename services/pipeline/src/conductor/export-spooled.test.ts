import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayoutParsingResult } from '@recto/contracts';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { resultStream } from '../http/result-stream.ts';
import { createOutputFiles } from '../storage/output-files.ts';
import { createHouse, fileOf, type HouseOptions, settingsOf } from './house.fixture.ts';
import { parseDocument } from './parse-document.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-export-test-'));
afterAll(() => rmSync(directory, { recursive: true }));
const never = new AbortController().signal;

/** The result of a request as a client reads it. */
async function ask(
  fields: Record<string, unknown>,
  { pages = 2, signal = never, ...options }: HouseOptions & { pages?: number; signal?: AbortSignal } = {},
): Promise<LayoutParsingResult> {
  const house = createHouse(directory, options);
  const document = await parseDocument(fileOf(pages), settingsOf(fields), house.parts, signal);
  try {
    const { length, chunks } = resultStream('log', document);
    const pieces: Uint8Array[] = [];
    for await (const chunk of chunks()) pieces.push(chunk);
    const body = Buffer.concat(pieces);
    expect(body.byteLength).toBe(length);
    return JSON.parse(body.toString()).result;
  } finally {
    await document.spool.close();
    expect(house.parts.spool.usedBytes).toBe(0);
  }
}
const fileOfExport = (exported: { content: string } | undefined) =>
  Buffer.from(exported?.content ?? '', 'base64');

describe('outputFormats', () => {
  it('gives every page a file of each format, as the reference does', async () => {
    const formats = ['docx', 'html', 'json', 'pdf', 'zip'];
    const { layoutParsingResults, exports } = await ask({ outputFormats: formats });
    expect(exports).toBeUndefined();
    layoutParsingResults.forEach((element, i) => {
      expect(Object.keys(element)).toEqual(['prunedResult', 'markdown', 'exports']);
      expect(Object.keys(element.exports ?? {})).toEqual(formats);
      expect(element.exports?.docx?.fileName).toMatch(new RegExp(`^\\d{10}_\\d{4}_${i}\\.docx$`));
      expect(fileOfExport(element.exports?.html).toString()).toContain(`<p>page ${i}</p>`);
      expect(fileOfExport(element.exports?.docx).subarray(0, 2).toString()).toBe('PK');
      expect(fileOfExport(element.exports?.zip).subarray(0, 2).toString()).toBe('PK');
      expect(fileOfExport(element.exports?.pdf).toString('latin1')).toMatch(/^%PDF-1\.7[\s\S]*%%EOF\n$/);
      expect(JSON.parse(fileOfExport(element.exports?.json).toString()).pages[0].markdown.text).toBe(
        `page ${i}`,
      );
    });
  });

  it('gives one file of the whole document where the request wants that', async () => {
    const fields = { outputFormats: ['json', 'html', 'json'], exportScope: 'document' };
    const { layoutParsingResults, exports } = await ask(fields, { pages: 5 });
    expect(layoutParsingResults[0]).not.toHaveProperty('exports');
    expect(Object.keys(exports ?? {})).toEqual(['json', 'html']);
    expect(exports?.json?.fileName).toMatch(/^\d{10}_\d{4}\.json$/);
    expect(JSON.parse(fileOfExport(exports?.json).toString()).pages).toHaveLength(5);
    expect(
      fileOfExport(exports?.html)
        .toString()
        .match(/<section/g),
    ).toHaveLength(5);
  });

  it('writes contents as recognised, restructured where asked, never formatted for the answer', async () => {
    const html = async (fields: Record<string, unknown>) => {
      const all = { outputFormats: ['html'], exportScope: 'document', formatBlockContent: true, ...fields };
      const ask2 = async (page: number) => (page === 0 ? 'It goes' : 'on here.');
      return fileOfExport((await ask(all, { ask: ask2 })).exports?.html).toString();
    };
    expect(await html({})).toMatch(/<p>It goes<\/p>[\s\S]*<p>on here\.<\/p>/);
    expect(await html({ restructurePages: true, joinParagraphs: true })).toContain('<p>It goes on here.</p>');
  });

  it('leaves out pages that failed, where partial results are accepted', async () => {
    const ask2 = async (page: number) => {
      if (page === 0) throw new Error('broken');
      return `page ${page}`;
    };
    const fields = { outputFormats: ['json'], onError: 'partial' };
    const pages = await ask(fields, { ask: ask2 });
    expect(pages.layoutParsingResults.map((element) => 'exports' in element)).toEqual([false, true]);
    const whole = await ask({ ...fields, exportScope: 'document' }, { ask: ask2 });
    expect(JSON.parse(fileOfExport(whole.exports?.json).toString()).pages).toHaveLength(1);
  });

  it('hands files to the storage, and shows their addresses where it gives them', async () => {
    const saved = new Map<string, Uint8Array>();
    const storage = {
      save: async (key: string, { bytes }: { bytes: Uint8Array }) =>
        void saved.set(key.split('/').at(-1) ?? '', bytes),
      urlOf: async (key: string) => `https://files/${key}`,
    };
    const fields = { outputFormats: ['json'], exportScope: 'document', returnMarkdownImages: false };
    const withUrls = createOutputFiles({ storage, returnUrls: true, keyPrefix: '' });
    const { exports } = await ask(fields, { outputFiles: withUrls });
    expect(exports?.json?.content).toMatch(new RegExp(`^https://files/.*/${exports?.json?.fileName}$`));
    expect([...saved.keys()]).toEqual([exports?.json?.fileName]);
    const small = ask(fields, { outputFiles: withUrls, limits: { storedExportBytes: 10 } });
    await expect(small).rejects.toMatchObject({ code: 'export.too_large' });
    const inline = createOutputFiles({ storage, returnUrls: false, keyPrefix: '' });
    const answer = await ask(fields, { outputFiles: inline });
    expect(fileOfExport(answer.exports?.json)).toEqual(
      Buffer.from(saved.get(answer.exports?.json?.fileName ?? '') ?? []),
    );
  });

  it('stops when the client goes away, and leaves nothing behind', async () => {
    const client = new AbortController();
    const house = createHouse(directory);
    const settings = settingsOf({ outputFormats: ['json'], exportScope: 'document' });
    const parts = {
      ...house.parts,
      observe: {
        ...house.parts.observe,
        page: () => client.abort(new Error('gone')),
      },
    };
    await expect(parseDocument(fileOf(1), settings, parts, client.signal)).rejects.toThrow('gone');
    await vi.waitFor(() => expect(house.parts.spool.usedBytes).toBe(0));
  });
});
