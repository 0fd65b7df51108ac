/** What may stand in `file`, and how its type is told. */
import { expect } from 'vitest';
import type { Case, Group } from '../case.ts';
import { smallJpeg, smallPage, smallTiff, smallWebp, twoPagePdf } from '../pages.ts';
import { filesUrl } from '../run-cases.ts';

const pdf = twoPagePdf.toString('base64');
const image = { width: 60, height: 40, type: 'image' };
const pdfPages = {
  numPages: 2,
  type: 'pdf',
  pages: [
    { width: 1190, height: 1684 },
    { width: 1190, height: 1684 },
  ],
};

const base64: Case[] = [
  { name: 'a PNG is an image', json: { fileType: 1 }, answer: { result: { dataInfo: image } } },
  {
    name: 'dataInfo of an image has three keys',
    check: ({ body }) => expect(body.result.dataInfo).toEqual(image),
  },
  {
    name: 'a PDF is rendered at 144 dpi, page by page',
    json: { file: pdf, fileType: 0 },
    check: ({ body }) => {
      expect(body.result.dataInfo).toEqual(pdfPages);
      expect(body.result.layoutParsingResults).toHaveLength(2);
    },
  },
  {
    name: 'a JPEG is an image',
    json: { file: smallJpeg.toString('base64') },
    answer: { result: { dataInfo: image } },
  },
  {
    name: 'a WebP is an image',
    json: { file: smallWebp.toString('base64') },
    answer: { result: { dataInfo: image } },
  },
  {
    name: 'a TIFF is an image',
    json: { file: smallTiff.toString('base64') },
    answer: { result: { dataInfo: image } },
  },
  {
    name: 'without fileType the bytes tell',
    json: { file: pdf, fileType: null },
    answer: { result: { dataInfo: { type: 'pdf' } } },
  },
  {
    name: 'a wrong fileType gives way to the bytes',
    json: { file: pdf, fileType: 1 },
    answer: { result: { dataInfo: { type: 'pdf' } } },
  },
  { name: 'a data URI is read', json: { file: `data:image/png;base64,${smallPage}` } },
  { name: 'line ends inside base64 do not matter', json: { file: smallPage.replace(/.{60}/g, '$&\r\n') } },
  { name: 'base64 without its padding is read', json: { file: smallPage.replace(/=+$/, '') } },
  { name: 'what is not base64 is refused', json: { file: '***' }, status: 422, code: 'file.not_base64' },
  { name: 'an empty file is refused', json: { file: '' }, status: 422 },
  {
    name: 'bytes of no known type are refused',
    json: { file: Buffer.from('plain words, no document').toString('base64'), fileType: null },
    status: 422,
    code: 'file.type_undetermined',
    answer: { errorMsg: 'File type cannot be determined' },
  },
  {
    name: 'half a PNG is refused',
    json: { file: Buffer.from(smallPage, 'base64').subarray(0, 60).toString('base64') },
    status: 422,
    code: 'file.broken',
  },
  {
    name: 'a broken PDF is refused',
    json: { file: Buffer.from('%PDF-1.7\nnothing that follows').toString('base64'), fileType: 0 },
    status: 422,
  },
];

const urls: Case[] = [
  {
    name: 'a URL is fetched',
    json: { file: `${filesUrl}/page.png`, fileType: 1 },
    answer: { result: { dataInfo: image } },
  },
  {
    name: 'a URL with an extension needs no fileType',
    json: { file: `${filesUrl}/page.jpg`, fileType: null },
  },
  {
    name: 'a PDF behind a URL is a PDF',
    json: { file: `${filesUrl}/report.pdf`, fileType: null },
    answer: { result: { dataInfo: { type: 'pdf' } } },
  },
  {
    name: 'a URL without extension is told by its bytes',
    json: { file: `${filesUrl}/without-extension`, fileType: null },
  },
  { name: 'redirects are followed', json: { file: `${filesUrl}/moved.png` } },
  { name: 'a query does not matter', json: { file: `${filesUrl}/page.png?X-Sig=1`, fileType: null } },
  {
    name: 'what is behind a URL and no document is refused',
    json: { file: `${filesUrl}/video.mp4`, fileType: null },
    status: 422,
  },
  {
    name: 'a URL that is not there is refused',
    json: { file: `${filesUrl}/nowhere.png` },
    status: 422,
    code: 'url.bad_status',
  },
  {
    name: 'an empty file behind a URL is refused',
    json: { file: `${filesUrl}/empty.png` },
    status: 422,
    code: 'file.empty',
  },
  {
    name: 'a server that is not there is refused',
    json: { file: 'http://127.0.0.1:1/x.png' },
    status: 422,
    code: 'url.unreachable',
  },
  { name: 'ftp is no URL here', json: { file: 'ftp://files.example/x.png' }, status: 422 },
  { name: 'a path is no URL', json: { file: '/etc/passwd' }, status: 422 },
];

const form = (fields: Readonly<Record<string, string>>): FormData => {
  const data = new FormData();
  data.set('file', new Blob([Buffer.from(smallPage, 'base64')]), 'page.png');
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};

const otherBodies: Case[] = [
  {
    name: 'a form is taken',
    body: form({ useLayoutDetection: 'false', visualize: 'false', logId: 'form' }),
    answer: { logId: 'form', result: { dataInfo: image } },
  },
  {
    name: 'fields of a form are checked like those of JSON',
    body: form({ topP: '7' }),
    refused: { type: 'less_than_equal', loc: ['body', 'topP'] },
  },
  {
    name: 'a bare picture is taken, with its options in the query',
    path: '/layout-parsing?useLayoutDetection=false&visualize=false&logId=bare',
    body: Buffer.from(smallPage, 'base64'),
    headers: { 'content-type': 'image/png' },
    answer: { logId: 'bare', result: { dataInfo: image } },
  },
  {
    name: 'a bare PDF is taken',
    path: '/layout-parsing?useLayoutDetection=false&visualize=false&pages=2',
    body: twoPagePdf,
    headers: { 'content-type': 'application/pdf' },
    answer: { result: { dataInfo: { numPages: 1, type: 'pdf' } } },
  },
];

export const files: Group = {
  title: 'files',
  source: 'wire.md 4.1-4.4',
  cases: [...base64, ...urls, ...otherBodies],
};
