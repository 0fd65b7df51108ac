/** A page's pictures on their way to the storage, under the names that the reference gives them (wire.md 4.6). */
import type { DeliverFile } from '../storage/output-files.ts';
import type { ElementPictures, NamedPictures, ShownPicture } from './page-element.ts';

/** Files of one page under way at once. */
const atOnce = 4;

/**
 * What the answer shows for each picture: itself or its address.
 * @param pageNumber of the page in the answer, from 0
 * Throws RectoError storage.*; the signal's reason when it fires.
 */
export async function storePictures(
  pictures: ElementPictures,
  pageNumber: number,
  deliver: DeliverFile,
  signal: AbortSignal,
): Promise<ElementPictures> {
  const store = (name: string, picture: ShownPicture): Promise<ShownPicture> | ShownPicture =>
    typeof picture === 'string'
      ? picture
      : deliver(name, { bytes: picture, contentType: 'image/jpeg' }, signal);
  const storeAll = (named: NamedPictures, nameOf: (key: string) => string): Promise<NamedPictures> =>
    mapFew(named, (key, picture) => store(nameOf(key), picture));
  const { markdown, visual } = pictures;
  return {
    markdown: markdown && (await storeAll(markdown, (path) => `markdown_${pageNumber}/${path}`)),
    visual: visual && {
      output: await storeAll(visual.output, (key) => `${key}_${pageNumber}.jpg`),
      input: await store(`input_img_${pageNumber}.jpg`, visual.input),
    },
  };
}

async function mapFew(
  named: NamedPictures,
  work: (key: string, picture: ShownPicture) => Promise<ShownPicture> | ShownPicture,
): Promise<NamedPictures> {
  // In the order of the answer, whichever is done first.
  const done = new Map<string, ShownPicture>(named);
  const waiting = named.entries();
  const workers = Array.from({ length: atOnce }, async () => {
    try {
      for (const [key, picture] of waiting) done.set(key, await work(key, picture));
    } catch (error) {
      // Nothing is left for the others.
      for (const _ of waiting);
      throw error;
    }
  });
  await Promise.all(workers);
  return done;
}
