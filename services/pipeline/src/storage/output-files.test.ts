import { describe, expect, it } from 'vitest';
import { createOutputFiles, requestFolder } from './output-files.ts';
import type { OutputStorage } from './output-storage.ts';

const quiet = new AbortController().signal;
const jpeg = { bytes: Buffer.from('JPEG'), contentType: 'image/jpeg' };

function recording(urlOf: OutputStorage['urlOf'] = async (key) => `https://files.test/${key}?signed`) {
  const keys: string[] = [];
  const save: OutputStorage['save'] = async (key) => void keys.push(key);
  return { keys, storage: { save, urlOf } };
}

describe('createOutputFiles', () => {
  it('saves under prefix, request and name, and shows the address', async () => {
    const { keys, storage } = recording();
    const deliver = createOutputFiles({ storage, returnUrls: true, keyPrefix: 'ocr' }).forRequest('job-42');
    const shown = await deliver('markdown_0/imgs/a.jpg', jpeg, quiet);
    expect(keys).toEqual([expect.stringMatching(/^ocr\/job-42_[0-9a-f-]{36}\/markdown_0\/imgs\/a\.jpg$/)]);
    expect(shown).toBe(`https://files.test/${keys[0]}?signed`);
  });

  it('shows the file itself where addresses are not wanted', async () => {
    const { keys, storage } = recording();
    const deliver = createOutputFiles({ storage, returnUrls: false, keyPrefix: '' }).forRequest(null);
    expect(await deliver('input_img_0.jpg', jpeg, quiet)).toBe(jpeg.bytes);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}\/input_img_0\.jpg$/);
  });

  it('keeps requests with one logId apart', () => {
    expect(requestFolder('same')).not.toBe(requestFolder('same'));
  });

  it.each(['../../etc', '/etc', 'a/b', '..', 'x\0y', 'é', ' ', 'q?x#y', 'a'.repeat(5000)])(
    'makes one harmless segment of the logId %j',
    (logId) => {
      const folder = requestFolder(logId);
      expect(folder).toMatch(/^[A-Za-z0-9_-]{36,140}$/);
    },
  );

  it('lets no name climb', async () => {
    const { keys, storage } = recording();
    const deliver = createOutputFiles({ storage, returnUrls: false, keyPrefix: '' }).forRequest(null);
    await deliver('markdown_0/../../x//.hidden/%2e%2e/y.jpg', jpeg, quiet);
    const segments = (keys[0] as string).split('/').slice(1);
    expect(segments).toEqual(['markdown_0', '_', '_', 'x', '_hidden', '_2e_2e', 'y.jpg']);
  });

  it('passes a failure on', async () => {
    const storage: OutputStorage = { save: () => Promise.reject(new Error('full')), urlOf: null };
    const deliver = createOutputFiles({ storage, returnUrls: false, keyPrefix: '' }).forRequest(null);
    await expect(deliver('a.jpg', jpeg, quiet)).rejects.toThrow('full');
  });
});
