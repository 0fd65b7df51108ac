/** Puts the chunks of a stream together into the `chat.completion` that the server would have sent in one piece. */
import { type Chunk, type ChunkChoice, type Members, textMembers } from './chunk.ts';

/** A text of one choice, and where it is to end. */
export interface Cut {
  readonly index: number;
  readonly member: string;
  /** In characters. */
  readonly length: number;
}

type Draft = Record<string, unknown>;

interface ChoiceDraft {
  readonly own: Draft;
  readonly message: Draft;
  /** Pieces of texts: joined once, at the end. */
  readonly texts: Map<string, string[]>;
}

const joinedMembers: ReadonlySet<string> = new Set([...textMembers, 'refusal']);
const deltaOnly: ReadonlySet<string> = new Set(['index', 'delta', 'logprobs']);

export class CompletionBuilder {
  private readonly top: Draft = {};
  private readonly choices = new Map<number, ChoiceDraft>();

  add(chunk: Chunk): void {
    for (const key in chunk) if (key !== 'choices' && chunk[key] !== null) this.top[key] = chunk[key];
    for (const choice of chunk.choices) this.addChoice(choice);
  }

  /** A chunk that says nothing new but this. */
  addContent(index: number, text: string): void {
    addText(this.draftOf(index).texts, 'content', text);
  }

  /** Every choice has said why it ended. */
  get isFinished(): boolean {
    const choices = [...this.choices.values()];
    return choices.length > 0 && choices.every(({ own }) => typeof own.finish_reason === 'string');
  }

  /** @param cut the text that ran into a loop: choices that have not ended then end with "repetition" */
  completion(cut: Cut | null = null): Draft {
    const choices = [...this.choices].sort(([a], [b]) => a - b);
    return {
      ...this.top,
      object: 'chat.completion',
      choices: choices.map(([index, choice]) => choiceOf(index, choice, cut)),
    };
  }

  private addChoice(choice: ChunkChoice): void {
    const draft = this.draftOf(choice.index);
    for (const key in choice) if (!deltaOnly.has(key) && choice[key] !== null) draft.own[key] = choice[key];
    if (isDraft(choice.logprobs)) draft.own.logprobs = merged(draft.own.logprobs, choice.logprobs);
    for (const key in choice.delta) addToMessage(draft, key, choice.delta[key]);
  }

  private draftOf(index: number): ChoiceDraft {
    const known = this.choices.get(index);
    if (known !== undefined) return known;
    const draft = { own: {}, message: {}, texts: new Map() };
    this.choices.set(index, draft);
    return draft;
  }
}

const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function addToMessage({ message, texts }: ChoiceDraft, key: string, value: unknown): void {
  if (value === null) return;
  if (key === 'tool_calls' && Array.isArray(value)) message[key] = withToolCalls(message[key], value);
  else if (joinedMembers.has(key) && typeof value === 'string') addText(texts, key, value);
  else message[key] = value;
}

function addText(texts: ChoiceDraft['texts'], key: string, text: string): void {
  const pieces = texts.get(key);
  if (pieces === undefined) texts.set(key, [text]);
  else pieces.push(text);
}

/** Calls arrive in pieces that carry the index of their call. */
function withToolCalls(known: unknown, pieces: readonly unknown[]): Draft[] {
  const calls: Draft[] = Array.isArray(known) ? known : [];
  for (const piece of pieces) {
    if (!isDraft(piece)) continue;
    const { index, function: of, ...rest } = piece;
    const at = typeof index === 'number' && index >= 0 && index <= calls.length ? index : calls.length;
    const call = calls[at] ?? {};
    calls[at] = { ...call, ...rest, ...(isDraft(of) && { function: withArguments(call.function, of) }) };
  }
  return calls;
}

const withArguments = (known: unknown, piece: Members): Draft => {
  const before = isDraft(known) ? known : {};
  return { ...before, ...piece, arguments: `${before.arguments ?? ''}${piece.arguments ?? ''}` };
};

/** Log probabilities are lists, one entry a token. */
function merged(known: unknown, piece: Members): Draft {
  const before = isDraft(known) ? known : {};
  const result: Draft = { ...before };
  for (const [key, value] of Object.entries(piece)) {
    const list = before[key];
    if (Array.isArray(list) && Array.isArray(value)) list.push(...value);
    else if (value !== null) result[key] = Array.isArray(value) ? [...value] : value;
  }
  return result;
}

function choiceOf(index: number, { own, message, texts }: ChoiceDraft, cut: Cut | null): Draft {
  const mine = cut?.index === index ? cut : null;
  const joined = [...texts].map(([key, pieces]) => {
    const text = pieces.join('');
    return [key, mine?.member === key ? text.slice(0, endOf(text, mine.length)) : text] as const;
  });
  const texted = Object.fromEntries(joined);
  const { finish_reason: finish = cut === null ? null : 'repetition', logprobs = null, ...rest } = own;
  const content = typeof texted.content === 'string' ? texted.content : null;
  return {
    index,
    message: { role: 'assistant', ...message, ...texted, content },
    logprobs: mine === null || content === null ? logprobs : logprobsUpTo(logprobs, content.length),
    ...rest,
    finish_reason: finish,
  };
}

/** A tag is not cut in two, nor a character outside the basic plane. */
function endOf(text: string, length: number): number {
  const open = text.lastIndexOf('<', length - 1);
  const close = text.indexOf('>', open);
  const isInTag =
    open !== -1 &&
    close >= length &&
    close - open < longestTag &&
    /^<[/|]?[a-z]/i.test(text.slice(open, open + 3));
  if (isInTag) return close + 1;
  const last = text.charCodeAt(length - 1);
  return last >= 0xd800 && last < 0xdc00 ? length + 1 : length;
}

const longestTag = 64;

function logprobsUpTo(logprobs: unknown, length: number): unknown {
  if (!isDraft(logprobs) || !Array.isArray(logprobs.content)) return logprobs;
  let at = 0;
  const kept = logprobs.content.filter((entry: unknown) => {
    const isWithin = at < length;
    at += isDraft(entry) && typeof entry.token === 'string' ? entry.token.length : 0;
    return isWithin;
  });
  return { ...logprobs, content: kept };
}
