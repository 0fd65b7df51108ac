/** When two calls ask the same: image bytes, prompt and parameters are equal, in whatever order they stand. */
import { createHash } from 'node:crypto';
import type { ChatCall } from '../call/chat-call.ts';
import type { Body } from '../transport/body.ts';
import type { Member } from '../transport/envelope.ts';

/** Members that change nothing about the answer. */
const ignored: ReadonlySet<string> = new Set([
  'user',
  'metadata',
  'store',
  'request_id',
  'safety_identifier',
  'prompt_cache_key',
]);

/** What a call asks, ready to be compared. */
export interface Question {
  readonly body: Body;
  /** By key. */
  readonly members: readonly Member[];
  /**
   * Tells nearly all different questions apart without reading their images: a hash of lengths, and of a few bytes from all over. Equal for
   * equal questions; who finds it equal compares with `asksTheSame`.
   */
  readonly sketch: number;
}

export function questionOf({ body, envelope }: ChatCall): Question {
  const members = envelope.members.filter(({ key }) => !ignored.has(key)).sort(byKey);
  return { body, members, sketch: sketchOf(body, members) };
}

const byKey = (a: Member, b: Member): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.start - b.start);

const samples = 16;
const sampleBytes = 16;

function sketchOf(body: Body, members: readonly Member[]): number {
  let hash = offsetBasis;
  for (const { start, end } of members) {
    hash = mixed(hash, end - start);
    const step = Math.max(sampleBytes, Math.floor((end - start) / samples));
    for (let at = start; at < end; at += step) {
      const sampleEnd = Math.min(end, at + sampleBytes);
      for (let i = at; i < sampleEnd; i += 1) hash = mixed(hash, body.at(i) as number);
    }
  }
  return hash;
}

/** FNV-1a, 32 bits. */
const offsetBasis = 0x811c9dc5 | 0;
const mixed = (hash: number, value: number): number => Math.imul(hash ^ value, 0x01000193);

export const asksTheSame = (a: Question, b: Question): boolean =>
  a.members.length === b.members.length &&
  a.members.every((member, index) => {
    const { start, end } = b.members[index] as Member;
    return end - start === member.end - member.start && a.body.sameAs(member, b.body, start);
  });

/** A digest of everything that was asked, and of `scope`: equal for equal calls, and for no others. */
export function digest(call: ChatCall, scope: string): string {
  const { body, members } = questionOf(call);
  const hash = createHash('sha256').update(JSON.stringify([scope, call.changes]));
  for (const { start, end } of members) {
    // Lengths keep what is in one member from passing for the next.
    hash.update(`\n${end - start}:`);
    for (const slice of body.slices(start, end)) hash.update(slice);
  }
  return hash.digest('base64url');
}
