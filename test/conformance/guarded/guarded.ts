/** A service with API keys and small limits: who gets in, and what is too much. */
import { expect } from 'vitest';
import type { Case, Group } from '../case.ts';
import { pageOf, twoPagePdf } from '../pages.ts';

const key = 'first-key';

/** Of the service that these cases ask. */
export const guardedEnvironment = {
  API_KEYS: `${key},second-key`,
  MAX_BODY_BYTES: '20000',
  MAX_PAGES: '1',
  MAX_IMAGE_PIXELS: '20000',
};

const known = { authorization: `Bearer ${key}` };

const keys: Case[] = [
  { name: 'Bearer and a key', headers: known },
  { name: 'token and a key, as AI Studio’s clients send it', headers: { authorization: 'token second-key' } },
  { name: 'the scheme in any case', headers: { authorization: `bearer ${key}` } },
  ...[undefined, '', 'Bearer', 'Bearer wrong', `Basic ${key}`, key].map(
    (authorization): Case => ({
      name: `Authorization "${authorization}" is not let in`,
      ...(authorization !== undefined && { headers: { authorization } }),
      status: 401,
      code: 'auth.required',
    }),
  ),
  {
    name: 'restructuring asks for a key, too',
    path: '/restructure-pages',
    body: { pages: [] },
    status: 401,
    code: 'auth.required',
  },
  ...['/health', '/health/ready', '/metrics'].map(
    (path): Case => ({
      name: `${path} asks for none`,
      method: 'GET',
      path,
    }),
  ),
];

const limits: Case[] = [
  {
    name: 'a body beyond the limit',
    headers: known,
    json: { file: 'A'.repeat(30_000) },
    status: 413,
    code: 'request.body_too_large',
  },
  {
    name: 'an image beyond the limit',
    headers: known,
    json: { file: await pageOf(400, 400) },
    status: 413,
    code: 'image.too_many_pixels',
  },
  {
    name: 'a document beyond the limit of pages is refused, never cut',
    headers: known,
    json: { file: twoPagePdf.toString('base64'), fileType: 0 },
    status: 413,
    code: 'file.too_many_pages',
    answer: { errorMsg: expect.stringContaining('2 pages') },
  },
  {
    name: 'a selection within it is taken',
    headers: known,
    json: { file: twoPagePdf.toString('base64'), fileType: 0, pages: '2' },
    answer: { result: { dataInfo: { numPages: 1 } } },
  },
  {
    name: 'a URL into the machine’s own network is refused',
    headers: known,
    json: { file: 'http://127.0.0.1:1/page.png' },
    status: 422,
    code: 'url.not_allowed',
  },
];

export const guarded: Group = {
  title: 'keys and limits',
  source: 'docs/compatibility.md',
  cases: [...keys, ...limits],
};
