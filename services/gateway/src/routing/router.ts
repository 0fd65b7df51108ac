/** Which pools may answer a call: the one of its model, then that one's fallbacks. */
import { RectoError } from '@recto/contracts';
import { type ChatCall, parameter, withChanges } from '../call/chat-call.ts';
import type { PoolConfig } from '../config/pool-config.ts';
import type { Route } from '../retry/with-retries.ts';

type Names = Pick<PoolConfig, 'name' | 'aliases' | 'takesAnyModel' | 'fallbacks'>;

export interface RoutedPool {
  readonly config: Names;
  readonly route: Route;
}

/** Throws RectoError backend.model_not_found where no pool serves the model that the call names. */
export function createRouter(pools: readonly RoutedPool[]): (call: ChatCall) => readonly [Route, ...Route[]] {
  const byName = new Map<string, RoutedPool>();
  for (const pool of pools)
    for (const name of [pool.config.name, ...pool.config.aliases]) byName.set(name, pool);
  const catchAll = pools.find(({ config }) => config.takesAnyModel);
  return (call) => {
    const model = parameter(call, 'model');
    const pool = (typeof model === 'string' ? byName.get(model) : undefined) ?? catchAll;
    if (pool === undefined) throw new RectoError('backend.model_not_found');
    const fallbacks = pool.config.fallbacks.flatMap((name) => byName.get(name)?.route ?? []);
    return [pool.route, ...fallbacks];
  };
}

/** Two names of one thing: a caller who sets either has chosen. */
const synonyms: Readonly<Record<string, string>> = {
  max_completion_tokens: 'max_tokens',
  max_tokens: 'max_completion_tokens',
};

/** The pool's parameters for what the call leaves open. */
export const withDefaults =
  (defaults: Readonly<Record<string, unknown>>) =>
  (call: ChatCall): ChatCall => {
    const isOpen = (name: string) => parameter(call, name) === undefined;
    const missing = Object.entries(defaults).filter(
      ([name]) => isOpen(name) && (synonyms[name] === undefined || isOpen(synonyms[name])),
    );
    return missing.length === 0 ? call : withChanges(call, Object.fromEntries(missing));
  };
