/** When two calls ask the same: image bytes, prompt and parameters are equal, in whatever order they stand. */
import { createHash } from 'node:crypto';
import type { ChatCall } from '../call/chat-call.ts';
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

const byKey = (a: Member, b: Member): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.start - b.start);

const asked = ({ envelope }: ChatCall): Member[] =>
  envelope.members.filter(({ key }) => !ignored.has(key)).sort(byKey);

const samples = 16;
const sampleBytes = 16;

/**
 * Tells nearly all different calls apart without reading their images: lengths, and a few bytes from all over. Equal for equal
 * calls; who finds it equal compares with `asksTheSame`.
 */
export function sketch(call: ChatCall): string {
  const { body } = call;
  return asked(call)
    .map(({ key, start, end }) => {
      const step = Math.max(sampleBytes, Math.floor((end - start) / samples));
      let text = `${key}:${end - start}:`;
      for (let at = start; at < end; at += step)
        text += body.toString('latin1', at, Math.min(end, at + sampleBytes));
      return text;
    })
    .join('\n');
}

export function asksTheSame(a: ChatCall, b: ChatCall): boolean {
  const [left, right] = [asked(a), asked(b)];
  return (
    left.length === right.length &&
    left.every((member, index) => {
      const other = right[index] as Member;
      return bytesOf(a, member).equals(bytesOf(b, other));
    })
  );
}

/** A digest of everything that was asked, and of `scope`: equal for equal calls, and for no others. */
export function digest(call: ChatCall, scope: string): string {
  const hash = createHash('sha256').update(JSON.stringify([scope, call.changes]));
  for (const member of asked(call)) {
    // Lengths keep what is in one member from passing for the next.
    hash.update(`\n${member.end - member.start}:`).update(bytesOf(call, member));
  }
  return hash.digest('base64url');
}

const bytesOf = ({ body }: ChatCall, { start, end }: Member): Buffer => body.subarray(start, end);
