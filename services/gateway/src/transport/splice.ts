/** Changes top-level members of a JSON body without touching, parsing or copying the rest of its bytes. */
import type { Body, Span } from './body.ts';
import type { Envelope, Member } from './envelope.ts';

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

/** Pieces of the new body, in order: a few, as each costs a write. The large ones are views of `body`. */
export function splice(body: Body, envelope: Envelope, { set, replaced = [] }: Changes): Buffer[] {
  if (Object.keys(set).length === 0 && replaced.length === 0) return body.slices();
  const written = Object.entries(set)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const pieces: Buffer[] = [];
  let glue = `{${written.join(',')}${written.length > 0 ? ',' : ''}`;
  for (const run of runsOutside(envelope.members, set)) {
    pieces.push(Buffer.from(glue), ...withReplacements(body, run, replaced));
    glue = ',';
  }
  if (pieces.length === 0) return [Buffer.from(`{${written.join(',')}}`)];
  return [...pieces, Buffer.from('}')];
}

/** Members that stay, neighbours as one span with what stands between them. */
function runsOutside(members: readonly Member[], set: Changes['set']): Span[] {
  const runs: { start: number; end: number }[] = [];
  let open: { start: number; end: number } | null = null;
  for (const { key, start, end } of members) {
    if (Object.hasOwn(set, key)) open = null;
    else if (open === null) {
      open = { start, end };
      runs.push(open);
    } else open.end = end;
  }
  return runs;
}

function withReplacements(body: Body, { start, end }: Span, replaced: readonly Replacement[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = start;
  for (const replacement of replaced) {
    if (replacement.start < at || replacement.end > end) continue;
    pieces.push(...body.slices(at, replacement.start), replacement.bytes);
    at = replacement.end;
  }
  pieces.push(...body.slices(at, end));
  return pieces;
}
