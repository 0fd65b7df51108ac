/**
 * The success envelope of `/layout-parsing`, written from the spool: memory does not depend on the number of pages, the
 * length is known beforehand, and a slow client slows only its own answer.
 */
import type { ParsedDocument } from '../conductor/parse-document.ts';
import type { SpooledPart } from '../conductor/spool.ts';

export interface ResultStream {
  /** Bytes of the whole body. */
  readonly length: number;
  chunks(): AsyncGenerator<Uint8Array>;
}

type Piece = Buffer | SpooledPart;

export function resultStream(logId: string, document: ParsedDocument): ResultStream {
  const pieces = envelopePieces(logId, document);
  const lengthOf = (piece: Piece) => (Buffer.isBuffer(piece) ? piece.byteLength : piece.length);
  return {
    length: pieces.reduce((sum, piece) => sum + lengthOf(piece), 0),
    async *chunks() {
      for (const piece of pieces) {
        if (Buffer.isBuffer(piece)) yield piece;
        else yield* document.spool.read(piece);
      }
    },
  };
}

const comma = Buffer.from(',');

function envelopePieces(logId: string, { pages, dataInfo, failures }: ParsedDocument): Piece[] {
  const pieces: Piece[] = [
    Buffer.from(`{"logId":${JSON.stringify(logId)},"result":{"layoutParsingResults":[`),
  ];
  for (const [i, page] of pages.entries()) {
    if (i > 0) pieces.push(comma);
    pieces.push(page.core, page.pictures);
  }
  const failed = failures.length > 0 ? `,"failures":${JSON.stringify(failures)}` : '';
  pieces.push(
    Buffer.from(`],"dataInfo":${JSON.stringify(dataInfo)}${failed}},"errorCode":0,"errorMsg":"Success"}`),
  );
  return pieces;
}
