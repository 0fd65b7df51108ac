import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { createHouse, fileOf, settingsOf } from '../../conductor/house.fixture.ts';
import { createDirectoryBlobs } from '../store/directory-blobs.ts';
import { createJobStore } from '../store/job-store.ts';
import { createOpenDocuments } from './open-documents.ts';

const root = mkdtempSync(join(tmpdir(), 'recto-open-documents-test-'));
afterAll(() => rmSync(root, { recursive: true }));
const never = new AbortController().signal;
/** However busy the machine is: who has got in by now. */
const untilOpened = (opened: readonly string[], ids: readonly string[]) =>
  vi.waitFor(() => expect(opened.toSorted()).toEqual(ids), { timeout: 10_000, interval: 5 });

/** Documents of 100 bytes each, and room for 250. */
async function threeDocuments() {
  const house = createHouse(root);
  const store = createJobStore(createDirectoryBlobs(mkdtempSync(join(root, 'store-'))));
  const file = fileOf(3);
  if (file.kind !== 'bytes') throw new Error('no bytes');
  for (const id of ['a', 'b', 'c']) await store.putInput(id, [file.bytes], never);
  const documents = createOpenDocuments(store, house.parts, 2.5 * file.bytes.byteLength);
  const opened: string[] = [];
  const use = (id: string, signal = never) => {
    const end = Promise.withResolvers<void>();
    const bytes = file.bytes.byteLength;
    const done = documents.use({ id, bytes, settings: settingsOf() }, signal, async () => {
      opened.push(id);
      await end.promise;
    });
    return { done, end: end.resolve };
  };
  return { house, documents, opened, use };
}

it('opens no more documents than there is memory for, and the next when one is closed', async () => {
  const { house, documents, opened, use } = await threeDocuments();
  const [a, b, c] = ['a', 'b', 'c'].map((id) => use(id)) as [
    ReturnType<typeof use>,
    ...ReturnType<typeof use>[],
  ];
  await untilOpened(opened, ['a', 'b']);
  a.end();
  await a.done;
  await untilOpened(opened, ['a', 'b', 'c']);
  for (const used of [b, c]) {
    used?.end();
    await used?.done;
  }
  expect(documents.count).toBe(0);
  expect(house.openDocuments()).toBe(0);
});

it('counts a document once however many use it, and nothing for those who gave up waiting', async () => {
  const { opened, use } = await threeDocuments();
  const users = ['a', 'a', 'a', 'b'].map((id) => use(id));
  const impatient = new AbortController();
  const waiting = use('c', impatient.signal);
  await untilOpened(opened, ['a', 'a', 'a', 'b']);
  impatient.abort(new Error('gone'));
  await expect(waiting.done).rejects.toThrow('gone');
  for (const { end, done } of users) {
    end();
    await done;
  }
  const again = use('c');
  await untilOpened(opened, ['a', 'a', 'a', 'b', 'c']);
  again.end();
  await again.done;
});
