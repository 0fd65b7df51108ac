/**
 * Takes the value of the top-level key `file` out of a JSON body while the body arrives. A document of 100 MB
 * never becomes a string or passes through JSON.parse, which would hold the event loop for a second; what is left
 * is a small JSON text with an empty `file`. Checks no more of the grammar than it needs: JSON.parse of the rest does.
 */

export interface JsonFileScanner {
  push(chunk: Buffer): void;
  /** The body with the text of `file` taken out. */
  readonly rest: readonly Buffer[];
  readonly restBytes: number;
  /** How many times the key stood there with a text. */
  readonly found: number;
}

const quote = 0x22;
const backslash = 0x5c;
const [openBrace, closeBrace, openBracket, closeBracket, colon, comma] = Buffer.from('{}[]:,');

const keptKeyLength = 'file'.length;
/** Letters of the longest escape, after the backslash: u0041. */
const unicodeEscapeLength = 5;
const simpleEscapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** @param onText gets the text of `file`, Latin-1 and unescaped */
export function createJsonFileScanner(onText: (piece: string) => void): JsonFileScanner {
  const rest: Buffer[] = [];
  let restBytes = 0;
  let found = 0;
  let depth = 0;
  /** At depth 1: whether the next string is a key. */
  let expectsKey = false;
  /** The last key at depth 1, cut when it is longer than `file`. */
  let key = '';
  /** What the scanner is inside of. */
  let inside: 'structure' | 'key' | 'string' | 'file' = 'structure';
  /** Letters of an unfinished escape, without the backslash; null outside of one. */
  let escaped: string | null = null;

  const keep = (bytes: Buffer) => {
    if (bytes.byteLength === 0) return;
    rest.push(bytes);
    restBytes += bytes.byteLength;
  };

  const structural = (byte: number) => {
    if (byte === openBrace || byte === openBracket) {
      depth += 1;
      expectsKey = depth === 1 && byte === openBrace;
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1;
    else if (depth === 1 && byte === comma) expectsKey = true;
    else if (depth === 1 && byte === colon) expectsKey = false;
  };

  const openString = () => {
    if (depth === 1 && expectsKey) {
      inside = 'key';
      key = '';
    } else if (depth === 1 && key === 'file') {
      inside = 'file';
      found += 1;
    } else inside = 'string';
  };

  /** @returns where the scan goes on, as the other two */
  const scanStructure = (chunk: Buffer, start: number): number => {
    let at = start;
    while (at < chunk.byteLength && chunk[at] !== quote) {
      structural(chunk[at] as number);
      at += 1;
    }
    if (at < chunk.byteLength) openString();
    return at + 1;
  };

  const scanString = (chunk: Buffer, start: number, nextBackslash: number): number => {
    const nextQuote = chunk.indexOf(quote, start);
    const end = Math.min(
      nextQuote < 0 ? chunk.byteLength : nextQuote,
      nextBackslash < 0 ? chunk.byteLength : nextBackslash,
    );
    if (inside === 'file' && end > start) onText(chunk.toString('latin1', start, end));
    if (inside === 'key' && key.length <= keptKeyLength) {
      key += chunk.toString('latin1', start, Math.min(end, start + keptKeyLength + 1));
    }
    if (chunk[end] === backslash) escaped = '';
    else if (end < chunk.byteLength) inside = 'structure';
    return end + 1;
  };

  /** One letter of an escape. Outside of `file` only the letter after the backslash matters: it may be a quote. */
  const scanEscape = (letter: string) => {
    escaped += letter;
    if (inside === 'key') key += backslash;
    if (inside !== 'file') escaped = null;
    else if (escaped?.[0] !== 'u') {
      onText(simpleEscapes[letter] ?? letter);
      escaped = null;
    } else if (escaped.length === unicodeEscapeLength) {
      onText(String.fromCharCode(Number.parseInt(escaped.slice(1), 16)));
      escaped = null;
    }
  };

  const push = (chunk: Buffer) => {
    let nextBackslash = chunk.indexOf(backslash);
    let keptFrom = 0;
    let wasFile = inside === 'file';
    for (let at = 0; at < chunk.byteLength; ) {
      if (nextBackslash >= 0 && nextBackslash < at) nextBackslash = chunk.indexOf(backslash, at);
      if (escaped !== null) {
        scanEscape(String.fromCharCode(chunk[at] as number));
        at += 1;
      } else if (inside === 'structure') at = scanStructure(chunk, at);
      else at = scanString(chunk, at, nextBackslash);
      const isFile = inside === 'file';
      if (isFile && !wasFile) keep(chunk.subarray(keptFrom, at));
      if (!isFile && wasFile) keptFrom = at - 1;
      wasFile = isFile;
    }
    if (!wasFile) keep(chunk.subarray(keptFrom));
  };

  return {
    push,
    rest,
    get restBytes() {
      return restBytes;
    },
    get found() {
      return found;
    },
  };
}
