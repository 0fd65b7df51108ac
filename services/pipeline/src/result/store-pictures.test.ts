import { expect, it } from 'vitest';
import { encodePictures } from './page-element.ts';
import { storePictures } from './store-pictures.ts';

const quiet = new AbortController().signal;
const pictures = {
  markdown: new Map([
    ['imgs/b.jpg', Buffer.from('B')],
    ['imgs/a.jpg', Buffer.from('A')],
  ]),
  visual: { output: new Map([['layout_det_res', Buffer.from('L')]]), input: Buffer.from('I') },
};

it('names pictures as the reference does and shows their addresses in the order of the answer', async () => {
  const names: string[] = [];
  const deliver = async (name: string) => {
    names.push(name);
    return `https://files.test/"${name}"`;
  };
  const shown = await storePictures(pictures, 3, deliver, quiet);
  expect(names.sort()).toEqual([
    'input_img_3.jpg',
    'layout_det_res_3.jpg',
    'markdown_3/imgs/a.jpg',
    'markdown_3/imgs/b.jpg',
  ]);
  const json = JSON.parse(`{"markdown":{"text":""${encodePictures(shown)}`);
  expect(Object.entries(json.markdown.images)).toEqual([
    ['imgs/b.jpg', 'https://files.test/"markdown_3/imgs/b.jpg"'],
    ['imgs/a.jpg', 'https://files.test/"markdown_3/imgs/a.jpg"'],
  ]);
  expect(json.outputImages).toEqual({ layout_det_res: 'https://files.test/"layout_det_res_3.jpg"' });
  expect(json.inputImage).toBe('https://files.test/"input_img_3.jpg"');
});

it('leaves out what the request left out', async () => {
  const none = { markdown: null, visual: null };
  expect(await storePictures(none, 0, () => Promise.reject(new Error('asked')), quiet)).toEqual(none);
});

it('fails with the first file that fails', async () => {
  const many = new Map(Array.from({ length: 50 }, (_, i) => [`imgs/${i}.jpg`, Buffer.from('X')]));
  const asked: string[] = [];
  const deliver = (name: string) => {
    asked.push(name);
    return Promise.reject(new Error('refused'));
  };
  const stored = storePictures({ markdown: many, visual: null }, 0, deliver, quiet);
  await expect(stored).rejects.toThrow('refused');
  expect(asked.length).toBeLessThanOrEqual(4);
});
