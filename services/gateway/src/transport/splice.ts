/** Changes top-level members of a JSON body without touching, parsing or copying the rest of its bytes. */
import type { Envelope } from './envelope.ts';

export interface Changes {
  /** Members to write, in place of any of the same name. Undefined removes. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** Pieces of the new body, in order; the large ones are views of `body`. */
export function splice(body: Buffer, envelope: Envelope, changes: Changes): Buffer[] {
  if (Object.keys(changes.set).length === 0) return [body];
  const written = Object.entries(changes.set)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => Buffer.from(`${JSON.stringify(key)}:${JSON.stringify(value)}`));
  const kept = envelope.members
    .filter((member) => !Object.hasOwn(changes.set, member.key))
    .map((member) => body.subarray(member.start, member.end));
  const comma = Buffer.from(',');
  const members = [...written, ...kept].flatMap((piece, i) => (i === 0 ? [piece] : [comma, piece]));
  return [Buffer.from('{'), ...members, Buffer.from('}')];
}
