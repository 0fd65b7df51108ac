/**
 * No more tokens than a crop of its size can hold: a loop that nothing notices, or a model that rambles, ends there. Generous: the
 * smallest print that can be read, and only for the tasks of document parsing. What a caller allows is never raised.
 */
import { type ChatCall, type ChatStep, parameter, withChanges } from '../call/chat-call.ts';
import { imageSizes } from './crop.ts';

export interface TokenCapOptions {
  /** Pixels of print that stand for one token. */
  readonly pixelsPerToken: number;
  /** No crop is capped below. */
  readonly leastTokens: number;
}

/** How many tokens the same print costs beside plain text: cells, LaTeX, eight coordinates a line (pipeline.md 4). */
const tokensByPrompt: Readonly<Record<string, number>> = {
  'OCR:': 1,
  'Seal Recognition:': 1,
  'Table Recognition:': 2,
  'Chart Recognition:': 2,
  'Formula Recognition:': 4,
  'Spotting:': 4,
};

const members = ['max_completion_tokens', 'max_tokens'] as const;

export const capTokens =
  (options: TokenCapOptions): ChatStep =>
  (next) =>
  (call) => {
    const cap = tokenCap(call, options);
    return next(cap === null ? call : withChanges(call, capped(call, cap)));
  };

/** The most tokens that a caller allows; null for no limit. */
export function allowedTokens(call: ChatCall): number | null {
  const limits = members.map((name) => parameter(call, name)).filter((limit) => typeof limit === 'number');
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Null where the task is none of the known, or the size cannot be told. */
export function tokenCap(call: ChatCall, { pixelsPerToken, leastTokens }: TokenCapOptions): number | null {
  const share = tokensByPrompt[promptOf(call)];
  const sizes = share === undefined ? null : imageSizes(call);
  if (share === undefined || sizes === null) return null;
  const pixels = sizes.reduce((sum, { width, height }) => sum + width * height, 0);
  return Math.max(leastTokens, Math.ceil((pixels * share) / pixelsPerToken));
}

/** Lowers the limits that the caller names, or names one. */
function capped(call: ChatCall, cap: number): Record<string, number> {
  const named = members.filter((name) => typeof parameter(call, name) === 'number');
  const lowered = named.filter((name) => (parameter(call, name) as number) > cap);
  return Object.fromEntries((named.length === 0 ? [members[0]] : lowered).map((name) => [name, cap]));
}

/** The one text beside the images; empty where there are several. */
function promptOf({ envelope }: ChatCall): string {
  const { messages } = envelope.head;
  if (!Array.isArray(messages) || messages.length !== 1) return '';
  const content: unknown = (messages[0] as { content?: unknown } | null)?.content;
  if (!Array.isArray(content)) return '';
  const texts = content.flatMap((part: unknown) => {
    const text = (part as { text?: unknown } | null)?.text;
    return typeof text === 'string' ? [text] : [];
  });
  return texts.length === 1 ? (texts[0] as string).trim() : '';
}
