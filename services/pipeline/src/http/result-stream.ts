/**
 * The success envelope of `/layout-parsing`, written from the spool: memory does not depend on the number of pages, the
 * length is known beforehand, and a slow client slows only its own answer.
 */

import type { SpooledExports } from '../conductor/export-spooled.ts';
import type { ParsedDocument } from '../conductor/parse-document.ts';
import type { ParsedPage } from '../conductor/parse-page.ts';
import type { SpooledPart, SpoolFile } from '../conductor/spool.ts';
import { base64Length, base64Of } from './base64-stream.ts';

export interface ResultStream {
  /** Bytes of the whole body. */
  readonly length: number;
  chunks(): AsyncGenerator<Uint8Array>;
}

/** Bytes, a part of the spool as it is, or parts as base64. */
type Piece = Buffer | SpooledPart | readonly SpooledPart[];

export const resultStream = (logId: string, document: ParsedDocument): ResultStream =>
  streamOf(envelopePieces(logId, document), document.spool);

/** One element of `layoutParsingResults`. */
export const elementStream = (page: ParsedPage, spool: Pick<SpoolFile, 'read'>): ResultStream =>
  streamOf([page.core, ...withExports(page)], spool);

/** One page as a result of its own, as each line of the cloud's answers is. */
export const pageResultStream = (
  page: ParsedPage,
  { dataInfo, spool }: Pick<ParsedDocument, 'dataInfo' | 'spool'>,
): ResultStream =>
  streamOf(
    [
      Buffer.from('{"result":{"layoutParsingResults":['),
      page.core,
      ...withExports(page),
      Buffer.from(`],"dataInfo":${JSON.stringify(dataInfo)}}}`),
    ],
    spool,
  );

const streamOf = (pieces: readonly Piece[], spool: Pick<SpoolFile, 'read'>): ResultStream => ({
  length: pieces.reduce((sum, piece) => sum + lengthOf(piece), 0),
  async *chunks() {
    for (const piece of pieces) {
      if (Buffer.isBuffer(piece)) yield piece;
      else if (isPart(piece)) yield* spool.read(piece);
      else yield* base64Of(spool, piece);
    }
  },
});

const isPart = (piece: Exclude<Piece, Buffer>): piece is SpooledPart => 'offset' in piece;

function lengthOf(piece: Piece): number {
  if (Buffer.isBuffer(piece)) return piece.byteLength;
  return isPart(piece) ? piece.length : base64Length(piece);
}

const comma = Buffer.from(',');

function envelopePieces(logId: string, { pages, dataInfo, failures, exports }: ParsedDocument): Piece[] {
  const pieces: Piece[] = [
    Buffer.from(`{"logId":${JSON.stringify(logId)},"result":{"layoutParsingResults":[`),
  ];
  for (const [i, page] of pages.entries()) {
    if (i > 0) pieces.push(comma);
    pieces.push(page.core, ...withExports(page));
  }
  const exportsOfAll = exports === null ? [] : [comma, ...exportPieces(exports)];
  const failed = failures.length > 0 ? `,"failures":${JSON.stringify(failures)}` : '';
  pieces.push(
    Buffer.from(`],"dataInfo":${JSON.stringify(dataInfo)}`),
    ...exportsOfAll,
    Buffer.from(`${failed}},"errorCode":0,"errorMsg":"Success"}`),
  );
  return pieces;
}

/** The last byte of a page's pictures is the brace that closes its element: exports go before it. */
function withExports({ pictures, exports }: ParsedPage): Piece[] {
  if (exports === null) return [pictures];
  return [{ ...pictures, length: pictures.length - 1 }, comma, ...exportPieces(exports), Buffer.from('}')];
}

/** `"exports":{…}`; base64 and names need no escapes. */
function exportPieces(exports: SpooledExports): Piece[] {
  const files = [...exports].flatMap(([format, { fileName, content }], i): Piece[] => {
    const start = `${i > 0 ? ',' : ''}"${format}":{"content":`;
    const end = `,"fileName":${JSON.stringify(fileName)}}`;
    if (typeof content === 'string') return [Buffer.from(start + JSON.stringify(content) + end)];
    return [Buffer.from(`${start}"`), content, Buffer.from(`"${end}`)];
  });
  return [Buffer.from('"exports":{'), ...files, Buffer.from('}')];
}
