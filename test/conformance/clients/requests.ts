/** What the clients of deploy-and-backends.md section F have in common: the documents that they send, the parts that they read. */
import { expect } from 'vitest';
import type { CaseAnswer } from '../case.ts';
import { twoPagePdf, whitePage } from '../pages.ts';

export const image = { file: whitePage, fileType: 1 };
export const pdf = { file: twoPagePdf.toString('base64'), fileType: 0 };

export const tokenHeader = { authorization: 'token abc' };
export const bearerHeader = { authorization: 'Bearer abc' };

/** A client's own fields are all that it sends: a base under them would hide what is missing. */
export const only = (fields: object) => ({ body: fields });

type Element = {
  prunedResult: { parsing_res_list: Record<string, unknown>[]; layout_det_res?: { boxes: unknown[] } };
  markdown: { text: unknown; images?: unknown };
};
export const elementsOf = ({ body }: CaseAnswer): Element[] => body.result.layoutParsingResults;

export function readsMarkdown(answer: CaseAnswer): void {
  expect(elementsOf(answer).length).toBeGreaterThan(0);
  for (const { markdown } of elementsOf(answer)) expect(markdown.text).toMatch(/\S/);
}

/** An object, possibly empty, never null. */
export function readsImages(answer: CaseAnswer): void {
  for (const { markdown } of elementsOf(answer)) {
    expect(markdown.images).toBeTypeOf('object');
    expect(markdown.images).not.toBeNull();
    for (const value of Object.values(markdown.images as object)) expect(value).toBeTypeOf('string');
  }
}

export const readsErrorCode = ({ body }: CaseAnswer): void => {
  expect(body).toMatchObject({ errorCode: 0, errorMsg: expect.any(String) });
};

export function readsBlocks(answer: CaseAnswer): void {
  for (const { prunedResult } of elementsOf(answer)) {
    expect(prunedResult.parsing_res_list.length).toBeGreaterThan(0);
    for (const block of prunedResult.parsing_res_list) {
      expect(block).toMatchObject({
        block_content: expect.any(String),
        block_label: expect.any(String),
        block_bbox: [expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)],
      });
    }
  }
}
