/** A request in canonical form becomes one in a server's own words (deploy-and-backends.md C.6). */
import type { ParameterRules } from '../backend-kind.ts';

/** The members to write or, where undefined, to remove. Absent members stay absent. */
export function translate(
  head: Readonly<Record<string, unknown>>,
  rules: ParameterRules,
): Record<string, unknown> {
  const set: Record<string, unknown> = {};
  const has = (name: string) => Object.hasOwn(head, name) && head[name] !== undefined;
  for (const name of rules.drops) if (has(name)) set[name] = undefined;
  for (const [canonical, theirs] of Object.entries(rules.renames)) {
    if (!has(canonical)) continue;
    set[canonical] = undefined;
    if (!has(theirs)) set[theirs] = head[canonical];
  }
  const isGreedy = head.temperature === 0 && !has('top_p');
  return isGreedy ? { ...set, ...rules.greedy } : set;
}
