import { RectoError } from '@recto/contracts';
import { describe, expect, it } from 'vitest';
import { createVetUrl, type UrlPolicy } from './vet-url.ts';

const signal = new AbortController().signal;
const open: UrlPolicy = { allowPrivate: false, allowHosts: null, denyHosts: [] };

const names: Record<string, readonly string[]> = {
  'public.test': ['93.184.216.34', '2606:2800:220:1::1'],
  'mixed.test': ['93.184.216.34', '10.0.0.7'],
  'mixed6.test': ['93.184.216.34', '::ffff:10.0.0.7'],
  'inside.test': ['10.0.0.7'],
  'metadata.test': ['169.254.169.254'],
  'nothing.test': [],
  'xn--bcher-kva.test': ['93.184.216.34'],
  localhost: ['127.0.0.1', '::1'],
};
const resolve = async (host: string): Promise<readonly string[]> => {
  const found = names[host];
  if (found === undefined) throw new Error(`ENOTFOUND ${host}`);
  return found;
};

const verdict = async (url: string, policy: Partial<UrlPolicy> = {}): Promise<string> => {
  try {
    await createVetUrl({ ...open, ...policy }, resolve)(url, signal);
    return 'allowed';
  } catch (error) {
    if (!(error instanceof RectoError)) throw error;
    return error.code;
  }
};

describe('with private networks closed', () => {
  it.each([
    ['http://public.test/a.pdf', 'allowed'],
    ['HTTPS://PUBLIC.test./a.pdf', 'allowed'],
    ['https://bücher.test/', 'allowed'],
    ['http://8.8.8.8/', 'allowed'],
    // Shape
    ['', 'url.invalid'],
    ['public.test/a.pdf', 'url.invalid'],
    ['http://', 'url.invalid'],
    ['http://1.2.3.4.5.6/', 'url.invalid'],
    [`http://public.test/${'a'.repeat(8192)}`, 'url.invalid'],
    ['file:///etc/passwd', 'url.not_allowed'],
    ['ftp://public.test/a', 'url.not_allowed'],
    ['gopher://public.test/a', 'url.not_allowed'],
    ['data:application/pdf;base64,AAAA', 'url.not_allowed'],
    ['http://user@public.test/', 'url.not_allowed'],
    ['http://user:secret@public.test/', 'url.not_allowed'],
    ['http://public.test@10.0.0.1/', 'url.not_allowed'],
    // Spellings of an address
    ['http://127.0.0.1/', 'url.not_allowed'],
    ['http://127.0.0.1./', 'url.not_allowed'],
    ['http://127.1/', 'url.not_allowed'],
    ['http://2130706433/', 'url.not_allowed'],
    ['http://0x7f000001/', 'url.not_allowed'],
    ['http://0x7f.0.0.1/', 'url.not_allowed'],
    ['http://0177.0.0.1/', 'url.not_allowed'],
    ['http://017700000001/', 'url.not_allowed'],
    ['http://①②⑦.⓪.⓪.①/', 'url.not_allowed'],
    ['http://0/', 'url.not_allowed'],
    ['http://0.0.0.0/', 'url.not_allowed'],
    ['http://[::1]/', 'url.not_allowed'],
    ['http://[::]/', 'url.not_allowed'],
    ['http://[0:0:0:0:0:ffff:127.0.0.1]/', 'url.not_allowed'],
    ['http://[::ffff:a9fe:a9fe]/', 'url.not_allowed'],
    ['http://[::127.0.0.1]/', 'url.not_allowed'],
    ['http://[64:ff9b::10.0.0.1]/', 'url.not_allowed'],
    ['http://[2002:a00:1::]/', 'url.not_allowed'],
    ['http://[fd00:ec2::254]/latest/meta-data/', 'url.not_allowed'],
    ['http://169.254.169.254/latest/meta-data/', 'url.not_allowed'],
    ['http://100.100.100.200/latest/meta-data/', 'url.not_allowed'],
    ['http://10.0.0.1/', 'url.not_allowed'],
    ['http://100.64.0.1/', 'url.not_allowed'],
    // Names
    ['http://localhost/', 'url.not_allowed'],
    ['http://localhost./', 'url.not_allowed'],
    ['http://inside.test/', 'url.not_allowed'],
    ['http://metadata.test/', 'url.not_allowed'],
    ['http://mixed.test/', 'url.not_allowed'],
    ['http://mixed6.test/', 'url.not_allowed'],
    ['http://nothing.test/', 'url.unreachable'],
    ['http://unknown.test/', 'url.unreachable'],
  ])('%s: %s', async (url, expected) => expect(await verdict(url)).toBe(expected));
});

describe('with private networks open', () => {
  it.each([
    ['http://inside.test/', 'allowed'],
    ['http://mixed.test/', 'allowed'],
    ['http://localhost:8080/', 'allowed'],
    ['http://198.18.0.9/', 'allowed'],
    ['http://metadata.test/', 'url.not_allowed'],
    ['http://100.100.100.200/', 'url.not_allowed'],
    ['http://[fd00:ec2::254]/', 'url.not_allowed'],
    ['http://0.0.0.0/', 'url.not_allowed'],
    ['http://224.0.0.1/', 'url.not_allowed'],
  ])('%s: %s', async (url, expected) => expect(await verdict(url, { allowPrivate: true })).toBe(expected));
});

describe('host lists', () => {
  it('allow only what is listed', async () => {
    expect(await verdict('http://public.test/', { allowHosts: ['public.test'] })).toBe('allowed');
    expect(await verdict('http://8.8.8.8/', { allowHosts: ['public.test'] })).toBe('url.not_allowed');
    expect(await verdict('http://public.test/', { allowHosts: [] })).toBe('url.not_allowed');
  });

  it('do not excuse a listed host from the address check', async () => {
    expect(await verdict('http://inside.test/', { allowHosts: ['inside.test'] })).toBe('url.not_allowed');
    expect(await verdict('http://inside.test/', { allowHosts: ['inside.test'], allowPrivate: true })).toBe(
      'allowed',
    );
  });

  it('deny wins over allow, and is decided before the name is resolved', async () => {
    const never = async (): Promise<readonly string[]> => expect.fail('the name was resolved');
    const vet = createVetUrl({ ...open, allowHosts: ['*.test'], denyHosts: ['public.test'] }, never);
    await expect(vet('http://public.test/', signal)).rejects.toMatchObject({ code: 'url.not_allowed' });
  });
});

it('hands back every vetted address and says none in its errors', async () => {
  const vetted = await createVetUrl(open, resolve)('http://public.test/x', signal);
  expect(vetted.addresses).toEqual(['93.184.216.34', '2606:2800:220:1::1']);
  await expect(createVetUrl(open, resolve)('http://inside.test/', signal)).rejects.toThrow(
    /^(?!.*10\.0\.0\.7)/,
  );
});
