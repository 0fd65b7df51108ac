/** The envelope around every answer, and the routes beside the two operations. */
import { expect } from 'vitest';
import type { Case, CaseAnswer, Group } from '../case.ts';
import { smallPage } from '../pages.ts';
import { baseRequest, uuid } from '../run-cases.ts';

const success: Case[] = [
  {
    name: 'a success has its four keys in order',
    check: ({ body }) => expect(Object.keys(body)).toEqual(['logId', 'result', 'errorCode', 'errorMsg']),
  },
  { name: 'a success says so', answer: { errorCode: 0, errorMsg: 'Success' } },
  { name: 'a logId is echoed', json: { logId: 'job-42' }, answer: { logId: 'job-42' } },
  {
    name: 'an empty logId is replaced',
    json: { logId: '' },
    answer: { logId: expect.stringMatching(uuid) },
  },
  {
    name: 'a null logId is replaced',
    json: { logId: null },
    answer: { logId: expect.stringMatching(uuid) },
  },
  {
    name: 'the result has its two keys',
    check: ({ body }) => expect(Object.keys(body.result)).toEqual(['layoutParsingResults', 'dataInfo']),
  },
  {
    name: 'an answer is JSON of a known length',
    check: ({ headers }) => {
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(Number(headers.get('content-length'))).toBeGreaterThan(0);
    },
  },
  { name: 'unknown keys are ignored', json: { someday: 1, __proto: {} } },
];

const failure: Case[] = [
  {
    name: 'the logId of a request that fails is not echoed',
    json: { logId: 'mine', topP: 7 },
    status: 422,
    check: ({ body }) => expect(body.logId).not.toBe('mine'),
  },
  {
    name: 'a body that is not JSON is refused',
    body: '{"file": ',
    headers: { 'content-type': 'application/json' },
    code: 'request.not_json',
    refused: { type: 'json_invalid', loc: ['body'] },
  },
  {
    name: 'an empty body is refused',
    body: '',
    headers: { 'content-type': 'application/json' },
    status: 422,
  },
  {
    name: 'a body that is a list is refused',
    body: [],
    refused: { type: 'model_attributes_type', loc: ['body'] },
  },
  {
    name: 'a request without file is refused',
    body: { fileType: 1 },
    code: 'request.invalid',
    refused: { type: 'missing', loc: ['body', 'file'], msg: 'Field required' },
  },
  {
    name: 'a refused value is repeated, non-ASCII escaped, and not in full length',
    json: { layoutShapeMode: `rund ${'字'.repeat(5000)}` },
    refused: { loc: ['body', 'layoutShapeMode'] },
    check: ({ body }) => expect(body.errorMsg.length).toBeLessThan(4000),
  },
  {
    name: 'every bad field is named at once',
    json: { topP: 7, minPixels: 0, prettifyMarkdown: null },
    status: 422,
    check: ({ body }) => {
      const places = JSON.parse(body.errorMsg).map(({ loc }: { loc: string[] }) => loc[1]);
      expect(places.sort()).toEqual(['minPixels', 'prettifyMarkdown', 'topP']);
    },
  },
  {
    name: 'a content type of no use is refused',
    body: 'frames',
    headers: { 'content-type': 'video/mp4' },
    status: 415,
    code: 'request.unsupported_media_type',
  },
];

const routes: Case[] = [
  {
    name: 'GET /health is the reference’s, key for key',
    method: 'GET',
    path: '/health',
    check: ({ body }) =>
      expect(body).toEqual({ logId: expect.stringMatching(uuid), errorCode: 0, errorMsg: 'Healthy' }),
  },
  {
    name: 'GET /health/ready answers in the envelope',
    method: 'GET',
    path: '/health/ready',
    answer: { errorCode: 0 },
  },
  { name: 'GET /v2/health/ready answers', method: 'GET', path: '/v2/health/ready' },
  { name: 'GET /v2/health/live answers', method: 'GET', path: '/v2/health/live' },
  {
    name: 'GET /openapi.json has the operations of the reference under their ids',
    method: 'GET',
    path: '/openapi.json',
    answer: {
      paths: {
        '/layout-parsing': { post: { operationId: 'infer' } },
        '/restructure-pages': { post: { operationId: 'restructurePages' } },
        '/health': { get: { operationId: 'checkHealth' } },
      },
    },
  },
  ...['/docs', '/redoc'].map((path) => ({
    name: `GET ${path} leads to a page`,
    method: 'GET',
    path,
    check: ({ body }: CaseAnswer) => expect(body).toMatch(/^<!doctype html>/),
  })),
  {
    name: 'an unknown route is not found',
    method: 'GET',
    path: '/nowhere',
    status: 404,
    answer: { errorMsg: 'Not Found' },
  },
  {
    name: 'a wrong method is not allowed',
    method: 'GET',
    path: '/layout-parsing',
    status: 405,
    answer: { errorMsg: 'Method Not Allowed' },
    check: ({ headers }) => expect(headers.get('allow')).toBe('POST'),
  },
  { name: 'so it is for restructuring', method: 'DELETE', path: '/restructure-pages', status: 405 },
];

/** Clients in the wild send these; none of them may matter where no key is configured. */
const strangers: Case[] = [
  ...['token abc', 'Bearer abc', 'bearer', ''].map((authorization) => ({
    name: `Authorization "${authorization}" is no obstacle`,
    headers: { authorization },
  })),
  { name: 'Client-Platform is ignored', headers: { 'client-platform': 'dify' } },
  {
    name: 'JSON with a charset is JSON',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ ...baseRequest, file: smallPage }),
  },
];

export const envelope: Group = {
  title: 'envelope and routes',
  source: 'wire.md 1',
  cases: [...success, ...failure, ...routes, ...strangers],
};
