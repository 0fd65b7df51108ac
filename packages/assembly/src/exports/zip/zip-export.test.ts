import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { made, page } from '../export-page.fixture.ts';
import { safePath } from './safe-path.ts';

const withText = (index: number, text: string, pictures: [string, string][]) =>
  page([], {
    index,
    pictures: new Map(pictures.map(([path, bytes]) => [path, Buffer.from(bytes)])),
    element: { ...page([]).element, markdown: { text } },
  });

describe('zip', () => {
  it('holds Markdown whose pictures lie where it says, also where pages name them alike', async () => {
    const pages = [0, 1].map((i) => withText(i, `![](imgs/a.jpg) ${i}`, [['imgs/a.jpg', `picture ${i}`]]));
    const files = unzipSync((await made('zip', pages)).bytes);
    expect(strFromU8(files['document.md'] as Uint8Array)).toBe(
      '![](images/page-0001/imgs/a.jpg) 0\n\n![](images/page-0002/imgs/a.jpg) 1\n',
    );
    expect(strFromU8(files['images/page-0002/imgs/a.jpg'] as Uint8Array)).toBe('picture 1');
  });

  it('has no name that leads out of where it is unpacked', async () => {
    const paths = [
      '../../etc/passwd',
      '/etc/passwd',
      'C:\\x\\..\\y.jpg',
      'a/../../b.jpg',
      '..',
      '',
      'a\u0000b.jpg',
    ];
    const { bytes } = await made('zip', [
      withText(
        0,
        '',
        paths.map((path): [string, string] => [path, 'x']),
      ),
    ]);
    for (const name of Object.keys(unzipSync(bytes))) {
      expect(name).toMatch(/^(?:document\.md|images\/page-0001\/[\p{L}\p{N}_./-]+)$/u);
      expect(name.split('/')).not.toContain('..');
    }
    expect(safePath('imgs/图 1.jpg')).toBe('imgs/图_1.jpg');
  });

  it('is refused, typed, past what the format can count', async () => {
    const many = withText(0, '', [
      ['a.jpg', 'x'],
      ['b.jpg', 'y'],
    ]);
    await expect(made('zip', [many], { maxZipEntries: 1 })).rejects.toMatchObject({
      code: 'export.too_large',
    });
    await expect(made('zip', [many], { maxZipBytes: 50 })).rejects.toMatchObject({
      code: 'export.too_large',
    });
  });
});
