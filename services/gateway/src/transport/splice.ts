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
  const runs = runsOutside(envelope.members, set);
  const last = runs.at(-1);
  if (last === undefined) return [Buffer.from(`{${written.join(',')}}`)];
  // Behind its last member stands what ends the body.
  const endsBody = last.end === envelope.members.at(-1)?.end;
  if (endsBody) last.end = body.length;
  const pieces: Buffer[] = [];
  let glue = `{${written.join(',')}${written.length > 0 ? ',' : ''}`;
  for (const run of runs) {
    pieces.push(Buffer.from(glue), ...withReplacements(body, run, replaced));
    glue = ',';
  }
  return endsBody ? pieces : [...pieces, Buffer.from('}')];
}

interface Run {
  readonly start: number;
  end: number;
}

/** Members that stay, neighbours as one span with what stands between them. */
function runsOutside(members: readonly Member[], set: Changes['set']): Run[] {
  const runs: Run[] = [];
  let open: Run | null = null;
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
