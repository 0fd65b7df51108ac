/** The main job over both tiers: every way in, every part of the answer. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { degrees, PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../bench/stack.ts';
import { textPdf } from '../support/documents.ts';
import { type Answer, answerOf, base64, parseJson } from '../support/parse.ts';

let stack: Stack;
let url: string;

beforeAll(async () => {
  stack = await startStack();
  url = stack.pipeline.url;
}, 120_000);

afterAll(async () => {
  await stack?.stop();
});

const sample = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)));
const markdownOf = (answer: Answer) =>
  answer.body.result?.layoutParsingResults.map((page) => page.markdown.text) ?? [];
/** Text that comes from the PDF's own words, not from OCR as formulas do. */
const paragraphsOf = (answer: Answer) =>
  markdownOf(answer)
    .join('\n')
    .split('\n')
    .filter((line) => line.length > 60 && !line.startsWith('<'));

describe('POST /layout-parsing', () => {
  it('answers a PDF as the reference does, field for field', async () => {
    const answer = await parseJson(url, {
      file: base64(sample('paper.pdf')),
      fileType: 0,
      logId: 'job-42',
      pages: '1',
    });
    expect([answer.status, Object.keys(answer.body)]).toEqual([
      200,
      ['logId', 'result', 'errorCode', 'errorMsg'],
    ]);
    expect(answer.body).toMatchObject({ logId: 'job-42', errorCode: 0, errorMsg: 'Success' });
    const { layoutParsingResults, dataInfo } = answer.body.result as NonNullable<Answer['body']['result']>;
    const [page] = layoutParsingResults;
    const { width, height } = page?.prunedResult ?? {};
    // A4 at 144 dpi.
    expect([width, height]).toEqual([1190, 1684]);
    expect(dataInfo).toEqual({ numPages: 1, pages: [{ width, height }], type: 'pdf' });
    expect(Object.keys(page ?? {})).toEqual(['prunedResult', 'markdown', 'outputImages', 'inputImage']);
    expect(Object.keys(page?.prunedResult ?? {})).toEqual([
      'page_count',
      'width',
      'height',
      'model_settings',
      'parsing_res_list',
      'layout_det_res',
    ]);
    const [block] = page?.prunedResult.parsing_res_list ?? [];
    expect(Object.keys(block ?? {}).slice(0, 6)).toEqual([
      'block_label',
      'block_content',
      'block_bbox',
      'block_id',
      'block_order',
      'group_id',
    ]);
    expect(page?.prunedResult.parsing_res_list.map((b) => b.block_id)).toEqual(
      page?.prunedResult.parsing_res_list.map((_, i) => i),
    );
    const picture = sharp(Buffer.from(page?.outputImages?.layout_det_res ?? '', 'base64'));
    expect(await picture.metadata()).toMatchObject({ format: 'jpeg', width, height });
  });

  it('sets a page that lies on its side upright, the words of the PDF with it', async () => {
    const pdf = await PDFDocument.load(sample('paper.pdf'));
    pdf.getPage(0).setRotation(degrees(90));
    const file = base64(Buffer.from(await pdf.save()));
    const answer = await parseJson(url, { file, pages: '1', useDocOrientationClassify: true });
    const [page] = answer.body.result?.layoutParsingResults ?? [];
    expect(page?.prunedResult).toMatchObject({
      width: 1190,
      height: 1684,
      doc_preprocessor_res: { angle: 90 },
    });
    const upright = await parseJson(url, { file: base64(sample('paper.pdf')), pages: '1' });
    const [text, expected] = [paragraphsOf(answer), paragraphsOf(upright)];
    expect(text.length).toBeGreaterThan(10);
    expect(text).toEqual(expected);
  });

  it('takes born-digital text from the PDF, in reading order', async () => {
    const answer = await parseJson(url, { file: base64(sample('paper.pdf')), pages: '1', visualize: false });
    const [text] = markdownOf(answer) as [string];
    expect(text).toContain('How Long Does a Teapot Stay Warm?');
    const places = [
      'Hosts have argued for centuries',
      'Each vessel was rinsed',
      'The residuals are below',
    ].map((t) => text.indexOf(t));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('reads what is only a picture with the embedded engine, Chinese as well', async () => {
    const [slide] = markdownOf(await parseJson(url, { file: base64(sample('slide.png')), visualize: false }));
    expect(slide).toContain('night deliveries');
    const [chinese] = markdownOf(
      await parseJson(url, { file: base64(sample('chinese.png')), visualize: false }),
    );
    expect(chinese).toContain('图书馆');
  });

  it('takes a form and a bare file', async () => {
    const form = new FormData();
    form.set('file', new Blob([sample('report.pdf')]), 'report.pdf');
    form.set('pages', '2,30');
    form.set('visualize', 'false');
    const asForm = await answerOf(await fetch(`${url}/layout-parsing`, { method: 'POST', body: form }));
    expect([asForm.status, markdownOf(asForm).length]).toEqual([200, 2]);
    const asFile = await fetch(`${url}/layout-parsing?pages=2&returnMarkdownImages=false&visualize=false`, {
      method: 'POST',
      headers: { 'content-type': 'application/pdf' },
      body: sample('report.pdf'),
    });
    const bare = await answerOf(asFile);
    expect(Object.keys(bare.body.result?.layoutParsingResults[0] ?? {})).toEqual([
      'prunedResult',
      'markdown',
    ]);
    expect(bare.body.result?.layoutParsingResults[0]?.markdown).toEqual({ text: markdownOf(asForm)[0] });
  });

  it('leaves layout detection and furniture as the request says', async () => {
    const pdf = base64(await textPdf(1));
    const whole = await parseJson(url, { file: pdf, useLayoutDetection: false, visualize: false });
    const [page] = whole.body.result?.layoutParsingResults ?? [];
    expect(page?.prunedResult.parsing_res_list.map((b) => b.block_label)).toEqual(['ocr']);
    expect(page?.prunedResult.layout_det_res).toBeUndefined();
    expect(page?.markdown.text).toContain('quick brown fox');
  });

  it('spots words with their places on the page, and shows them', async () => {
    const answer = await parseJson(url, {
      file: base64(sample('slide.png')),
      useLayoutDetection: false,
      promptLabel: 'spotting',
    });
    const [page] = answer.body.result?.layoutParsingResults ?? [];
    const { spotting_res: spotted, parsing_res_list: blocks, width, height } = page?.prunedResult ?? {};
    const title = spotted?.rec_texts.findIndex((text) => text.includes('night deliveries')) ?? -1;
    const [topLeft, , bottomRight] = spotted?.rec_polys[title] ?? [];
    // Where the slide has its title, in px of 1920 x 1080.
    for (const [seen, printed] of [
      [topLeft?.[0], 107],
      [topLeft?.[1], 105],
      [bottomRight?.[0], 1213],
      [bottomRight?.[1], 170],
    ])
      expect(Math.abs((seen ?? 0) - (printed as number))).toBeLessThan(12);
    expect(blocks).toMatchObject([
      { block_label: 'spotting', block_content: spotted?.rec_texts.join('\n\n') },
    ]);
    expect(Object.keys(page?.outputImages ?? {})).toEqual(['spotting_res_img']);
    const shown = Buffer.from(page?.outputImages?.spotting_res_img ?? '', 'base64');
    expect(await sharp(shown).metadata()).toMatchObject({ format: 'jpeg', width, height });
  });

  it('serves several documents at once', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(async (pages) =>
        parseJson(url, { file: base64(await textPdf(pages)), visualize: false }),
      ),
    );
    expect(answers.map((answer) => markdownOf(answer).length)).toEqual([1, 2, 3]);
  });
});

describe('beside it', () => {
  it('answers probes, metrics and unknown routes', async () => {
    const health = await fetch(`${url}/health`);
    expect(await health.json()).toMatchObject({ errorCode: 0, errorMsg: 'Healthy' });
    for (const path of ['/health/ready', '/v2/health/live', '/v2/health/ready'])
      expect((await fetch(url + path)).status, path).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    for (const name of [
      'recto_http_requests_total',
      'recto_pages_total',
      'recto_raster_bytes',
      'recto_vlm_call_duration_seconds',
    ]) {
      expect(metrics).toContain(`# TYPE ${name}`);
    }
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    const wrong = await fetch(`${url}/layout-parsing`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
