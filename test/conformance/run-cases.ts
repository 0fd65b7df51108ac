/** Sends the request of a case to the running service and holds the answer against it. */
import type { ValidationItem } from '@recto/contracts';
import { expect, it } from 'vitest';
import type { Case, CaseAnswer, Group } from './case.ts';
import { smallPage } from './pages.ts';
import type { ScriptedEngine } from './scripted-engine.ts';

/** What a case sends unless it says otherwise: the cheapest request that is answered in full. */
export const baseRequest = { file: smallPage, fileType: 1, useLayoutDetection: false, visualize: false };

/** Stands in requests for the address of the suite's own file server, which is known only when it runs. */
export const filesUrl = 'http://files.test';

export interface RunningService {
  readonly url: string;
  /** In place of `filesUrl`. */
  readonly filesUrl: string;
  readonly engine: ScriptedEngine;
}

/** One test a case. Cases of a group run beside each other: they share nothing but the service. */
export function runGroup({ cases }: Group, service: () => RunningService): void {
  for (const one of cases) it.concurrent(one.name, () => runCase(one, service()));
}

export async function runCase(one: Case, service: RunningService): Promise<void> {
  const answer = await send(one, service);
  const { body } = answer;
  expect(answer.status, JSON.stringify(body).slice(0, 1000)).toBe(one.status ?? (one.refused ? 422 : 200));
  if (answer.status >= 400) expectErrorEnvelope(answer);
  if (one.code) expect(answer.headers.get('x-recto-error-code')).toBe(one.code);
  if (one.refused) expectRefusal(body.errorMsg, one.refused);
  if (one.answer) expect(body).toMatchObject(one.answer);
  if (one.page) expect(answer.page).toMatchObject(one.page);
  await one.check?.(answer);
}

async function send(
  one: Case,
  { url, engine, filesUrl: actualFilesUrl }: RunningService,
): Promise<CaseAnswer> {
  const method = one.method ?? 'POST';
  const body = one.body ?? (method === 'POST' ? { ...baseRequest, ...one.json } : undefined);
  const raw = typeof body === 'string' || Buffer.isBuffer(body) || body instanceof FormData;
  const json = (value: unknown) => JSON.stringify(value).replaceAll(filesUrl, actualFilesUrl);
  const response = await fetch(url + (one.path ?? '/layout-parsing'), {
    method,
    headers: { ...(!raw && body !== undefined && { 'content-type': 'application/json' }), ...one.headers },
    ...(body !== undefined && { body: raw ? (body as RequestInit['body']) : json(body) }),
  });
  const text = await response.text();
  const parsed = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  const page = parsed?.result?.layoutParsingResults?.[0];
  return { status: response.status, headers: response.headers, body: parsed, page, engine };
}

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Exactly three keys, in order, a fresh id, the status repeated, and nothing that a caller may not see (wire.md 1.4). */
function expectErrorEnvelope({ status, body }: CaseAnswer): void {
  expect(Object.keys(body)).toEqual(['logId', 'errorCode', 'errorMsg']);
  expect(body).toEqual({
    logId: expect.stringMatching(uuid),
    errorCode: status,
    errorMsg: expect.any(String),
  });
  expect(body.errorMsg).not.toMatch(/\.ts:\d|node_modules|\/work\/|\/tmp\/|\b10\.1\.2\.3\b|127\.0\.0\.1/);
}

/** A `loc` that a case names may go on: to the key of a map, the place in a list. */
function expectRefusal(errorMsg: string, { loc, ...refused }: Partial<ValidationItem>): void {
  const item = firstRefusal(errorMsg);
  expect(item).toMatchObject(refused);
  if (loc) expect(item.loc.slice(0, loc.length)).toEqual(loc);
}

/** `errorMsg` of a 422 is a JSON-encoded list in pure ASCII (wire.md 1.4). */
function firstRefusal(errorMsg: string): ValidationItem {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is checked
  expect(errorMsg).toMatch(/^[\x00-\x7f]*$/);
  const items = JSON.parse(errorMsg) as ValidationItem[];
  for (const item of items) {
    expect(Object.keys(item).filter((key) => !['type', 'loc', 'msg', 'input', 'ctx'].includes(key))).toEqual(
      [],
    );
    expect(item.loc[0]).toBe('body');
  }
  return items[0] as ValidationItem;
}
