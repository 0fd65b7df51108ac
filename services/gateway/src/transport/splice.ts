/** Changes top-level members of a JSON body without touching, parsing or copying the rest of its bytes. */
import type { Envelope, Span } from './envelope.ts';

/** Other bytes for a span of the body: the inside of a string, already escaped. */
export interface Replacement extends Span {
  readonly bytes: Buffer;
}

export interface Changes {
  /** Members to write, in place of any of the same name. Undefined removes. */
  readonly set: Readonly<Record<string, unknown>>;
  /** In order, each within a member that `set` leaves alone. */
  readonly replaced?: readonly Replacement[];
}

/** Pieces of the new body, in order; the large ones are views of `body`. */
export function splice(body: Buffer, envelope: Envelope, { set, replaced = [] }: Changes): Buffer[] {
  if (Object.keys(set).length === 0 && replaced.length === 0) return [body];
  const written = Object.entries(set)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [Buffer.from(`${JSON.stringify(key)}:${JSON.stringify(value)}`)]);
  const kept = envelope.members
    .filter((member) => !Object.hasOwn(set, member.key))
    .map((member) => withReplacements(body, member, replaced));
  const comma = Buffer.from(',');
  const members = [...written, ...kept].flatMap((pieces, i) => (i === 0 ? pieces : [comma, ...pieces]));
  return [Buffer.from('{'), ...members, Buffer.from('}')];
}

function withReplacements(body: Buffer, { start, end }: Span, replaced: readonly Replacement[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = start;
  for (const replacement of replaced) {
    if (replacement.start < at || replacement.end > end) continue;
    pieces.push(body.subarray(at, replacement.start), replacement.bytes);
    at = replacement.end;
  }
  pieces.push(body.subarray(at, end));
  return pieces;
}
