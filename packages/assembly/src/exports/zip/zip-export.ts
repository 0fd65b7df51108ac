/** `zip`: Markdown and the pictures that it shows, ready to unpack. */
import { RectoError } from '@recto/contracts';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import type { ExportLimits } from '../export-limits.ts';
import type { ExportPage, ExportPages } from '../export-page.ts';
import { safePath } from './safe-path.ts';

const markdownName = 'document.md';
const textLevel = 6;

export async function* zipExport(pages: ExportPages, limits: ExportLimits): AsyncGenerator<Uint8Array> {
  const archive = openArchive(limits);
  const texts: string[] = [];
  for await (const page of pages) {
    texts.push(addPictures(page, archive.store));
    yield* archive.taken();
  }
  // Text is small beside pictures; it waits so that it can be one file.
  archive.deflate(markdownName, Buffer.from(`${texts.join('\n\n').trim()}\n`));
  archive.end();
  yield* archive.taken();
}

/** The page's Markdown with the names that its pictures have in the archive. */
function addPictures(page: ExportPage, store: (name: string, bytes: Uint8Array) => void): string {
  let { text } = page.element.markdown;
  for (const [path, bytes] of page.pictures) {
    // Places on the page make names; two pages may have the same.
    const name = `images/page-${String(page.index + 1).padStart(4, '0')}/${safePath(path)}`;
    store(name, bytes);
    text = text.replaceAll(path, name);
  }
  return text;
}

function openArchive({ maxZipBytes, maxZipEntries }: ExportLimits) {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  const names = new Set<string>();
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
    bytes += chunk.byteLength;
  });
  const add = (entry: ZipDeflate | ZipPassThrough, content: Uint8Array) => {
    if (names.size >= maxZipEntries || bytes + content.byteLength > maxZipBytes) {
      throw new RectoError('export.too_large', {
        message: 'The ZIP export would be larger than a ZIP archive can be: ask for fewer pages at a time',
      });
    }
    names.add(entry.filename);
    zip.add(entry);
    entry.push(content, true);
  };
  return {
    /** As it is: JPEG does not shrink. A name that is there already stays what it was. */
    store: (name: string, content: Uint8Array) => {
      if (!names.has(name)) add(new ZipPassThrough(name), content);
    },
    deflate: (name: string, content: Uint8Array) => add(new ZipDeflate(name, { level: textLevel }), content),
    end: () => zip.end(),
    *taken(): Generator<Uint8Array> {
      const ready = chunks;
      chunks = [];
      yield* ready;
    },
  };
}
