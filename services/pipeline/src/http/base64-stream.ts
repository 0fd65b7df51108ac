/** Files of the spool as base64 in the answer, a piece at a time. */
import type { SpooledPart, SpoolFile } from '../conductor/spool.ts';

/** Bytes of the base64 of all parts together. */
export const base64Length = (parts: readonly SpooledPart[]): number =>
  4 * Math.ceil(parts.reduce((sum, { length }) => sum + length, 0) / 3);

/** Three bytes make four signs: what is left of a piece waits for the next. */
export async function* base64Of(
  spool: Pick<SpoolFile, 'read'>,
  parts: readonly SpooledPart[],
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for (const part of parts) {
    for await (const piece of spool.read(part)) {
      const bytes = rest.byteLength === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
      const whole = bytes.byteLength - (bytes.byteLength % 3);
      rest = bytes.subarray(whole);
      if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
    }
  }
  if (rest.byteLength > 0) yield Buffer.from(Buffer.from(rest).toString('base64'), 'latin1');
}
