/**
 * Reads the chunks of one stream. From token to token servers repeat themselves to the byte, but for the words: such a chunk is
 * compared with the one before, which takes a tenth of the time of parsing it.
 */
import { type Chunk, readChunk } from './chunk.ts';

/** What a chunk says around its content. */
interface Frame {
  readonly before: string;
  readonly after: string;
}

/** Of streams that are never twice the same (log probabilities, running usage) no more frames are taken than this. */
const mostFrames = 8;

const contentStart = /"content"\s*:\s*"/;
/** What JSON does not allow within a string as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones
const special = /["\\\u0000-\u001f]/;

export class ChunkReader {
  /** Choice that the text of `textIn` belongs to. */
  index = 0;
  private frame: Frame | null = null;
  private framesLeft = mostFrames;

  /** The content of a chunk that is the last parsed one with other content; null for any other: that is to be parsed. */
  textIn(data: string): string | null {
    if (this.frame === null) return null;
    const { before, after } = this.frame;
    const end = data.length - after.length;
    if (end < before.length || !data.startsWith(before) || !data.endsWith(after)) return null;
    const text = data.slice(before.length, end);
    return special.test(text) ? unescaped(text) : text;
  }

  /** Throws AttemptFailure as readChunk does. */
  parse(data: string): Chunk {
    const chunk = readChunk(data);
    // Whatever else it says holds from now on.
    this.frame = null;
    const only = this.framesLeft > 0 ? onlyContent(chunk) : null;
    if (only !== null) {
      this.framesLeft -= 1;
      this.frame = frameOf(data, only.content);
      this.index = only.index;
    }
    return chunk;
  }
}

/** Where nothing in a chunk but its content adds to what was said before, or ends it; null else. */
function onlyContent({ choices }: Chunk): { index: number; content: string } | null {
  const [choice] = choices;
  if (choice === undefined || choices.length !== 1) return null;
  const { index, delta, logprobs = null, finish_reason: finish = null } = choice;
  const { content } = delta;
  const members = Object.values(delta).filter((value) => value !== null);
  const isAlone = logprobs === null && finish === null && members.length === 1;
  return isAlone && typeof content === 'string' ? { index, content } : null;
}

/** Null where the content does not stand where it seems to: the frame must give back what is put into it. */
function frameOf(data: string, content: string): Frame | null {
  const found = contentStart.exec(data);
  if (found === null) return null;
  const start = found.index + found[0].length;
  let end = start;
  while (end < data.length && data[end] !== '"') end += data[end] === '\\' ? 2 : 1;
  const frame = { before: data.slice(0, start), after: data.slice(end) };
  const other = `${content}!`;
  const said = readChunk(`${frame.before}${JSON.stringify(other).slice(1, -1)}${frame.after}`);
  return said.choices[0]?.delta.content === other ? frame : null;
}

/** Null where this is not the inside of one string. */
function unescaped(text: string): string | null {
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
