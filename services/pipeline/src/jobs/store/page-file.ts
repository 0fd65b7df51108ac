/**
 * One finished page as an object of the store: a header and the parts that the conductor spools, in one piece, so that a page is
 * there as a whole or not at all.
 */
import type { BlockFailure } from '@recto/contracts';
import type { PageSize } from '@recto/documents';
import type { ParsedPage } from '../../conductor/parse-page.ts';
import type { SpooledPart, SpoolFile } from '../../conductor/spool.ts';
import type { StepTimes } from '../../conductor/stage-clock.ts';
import type { BlobStore } from './blob-store.ts';
import type { StoredPart } from './stored-spool.ts';

const partNames = ['core', 'pictures', 'said', 'shown'] as const;
type PartName = (typeof partNames)[number];

interface Header {
  readonly size: PageSize;
  readonly blocks: number;
  /** Absent in pages of earlier versions, like the times. */
  readonly edges?: ParsedPage['edges'];
  readonly timings?: StepTimes;
  readonly failures: readonly BlockFailure[];
  /** In the order in which they follow the header. */
  readonly parts: readonly { readonly name: PartName; readonly length: number }[];
}

const lengthBytes = 4;

/** @param spool where the parts of the page lie */
export async function* pageFile(
  page: ParsedPage,
  spool: Pick<SpoolFile, 'read'>,
): AsyncGenerator<Uint8Array> {
  const parts = partsOf(page);
  const header: Header = {
    size: page.size,
    blocks: page.blocks,
    edges: page.edges,
    timings: page.timings,
    failures: page.failures,
    parts: parts.map(({ name, part }) => ({ name, length: part.length })),
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(json.byteLength);
  yield Buffer.concat([length, json]);
  for (const { part } of parts) yield* spool.read(part);
}

function partsOf({ core, pictures, exportSource }: ParsedPage): { name: PartName; part: SpooledPart }[] {
  return [
    { name: 'core', part: core },
    { name: 'pictures', part: pictures },
    ...(exportSource
      ? [
          { name: 'said' as const, part: exportSource.said },
          { name: 'shown' as const, part: exportSource.shown },
        ]
      : []),
  ];
}

/** The page, its parts lying in the store. Reads no more than its header. */
export async function readPageFile(blobs: BlobStore, key: string, signal: AbortSignal): Promise<ParsedPage> {
  const start = await readUpTo(blobs, key, 0, lengthBytes, signal);
  const headerLength = start.readUInt32BE();
  const json = await readUpTo(blobs, key, lengthBytes, headerLength, signal);
  const { size, blocks, edges = null, timings = {}, failures, parts } = JSON.parse(json.toString()) as Header;
  const placed = new Map<PartName, StoredPart>();
  let offset = lengthBytes + headerLength;
  for (const { name, length } of parts) {
    placed.set(name, { key, offset, length });
    offset += length;
  }
  const [core, pictures, said, shown] = partNames.map((name) => placed.get(name));
  if (!core || !pictures) throw new Error('a page of the store lacks a part');
  return {
    size,
    core,
    pictures,
    blocks,
    edges,
    timings,
    failures,
    exportSource: said && shown ? { said, shown } : null,
    exports: null,
  };
}

async function readUpTo(
  blobs: BlobStore,
  key: string,
  offset: number,
  length: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of blobs.read(key, { offset, length }, signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}
