/** Every way in which a good request may fail, and what its answer says of it. */
import { expect } from 'vitest';
import type { Case, Group } from '../case.ts';
import { pageOf, twoPagePdf } from '../pages.ts';
import { failingHeights } from '../scripted-engine.ts';

const { overloaded, rejecting, broken, gone } = failingHeights;

const recognition: Case[] = [
  {
    name: 'a recognition server that is overloaded: 503, and try again',
    json: { file: await pageOf(60, overloaded) },
    status: 503,
    code: 'vlm.overloaded',
  },
  {
    name: 'a recognition server that rejects the question: 502',
    json: { file: await pageOf(60, rejecting) },
    status: 502,
    code: 'vlm.rejected',
  },
  {
    name: 'a recognition server that fails: 502, with page and block named',
    json: { file: await pageOf(60, broken) },
    status: 502,
    code: 'vlm.failed',
    answer: { errorMsg: expect.stringContaining('(page 1, block 0)') },
  },
  {
    name: 'onError partial keeps the failure in the block and in the list',
    json: { file: await pageOf(60, broken), onError: 'partial' },
    answer: { result: { failures: [{ code: 'vlm.failed', page: 0, block: 0, retryable: true }] } },
    page: { prunedResult: { parsing_res_list: [{ block_content: '', error: { code: 'vlm.failed' } }] } },
  },
  {
    name: 'a recognition server that hangs up: 503',
    json: { file: await pageOf(60, gone) },
    status: 503,
    code: 'vlm.unreachable',
  },
];

const wishes: Case[] = [
  {
    name: 'a model that is not installed is named, with the command that installs it',
    json: { useDocUnwarping: true },
    status: 422,
    code: 'model.not_installed',
    answer: { errorMsg: expect.stringContaining('npm run recto -- models pull UVDoc') },
  },
  {
    name: 'pages that are no selection are refused',
    json: { pages: '1-x' },
    status: 422,
    code: 'pages.invalid',
  },
  {
    name: 'pages that the document does not have are refused',
    json: { file: twoPagePdf.toString('base64'), fileType: 0, pages: '3' },
    status: 422,
    code: 'pages.out_of_range',
  },
];

export const failures: Group = {
  title: 'failures',
  source: 'wire.md 1.4',
  cases: [...recognition, ...wishes],
};
