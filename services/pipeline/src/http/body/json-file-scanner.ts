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

const placeOrEnd = (chunk: Buffer, place: number): number => (place < 0 ? chunk.byteLength : place);

const simpleEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Writers of JSON escape `/` and some escape `+` in base64. */
const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_escape, hex?: string, letter = '') =>
        hex === undefined ? (simpleEscapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text;

const unicodeEscapeLength = '\\u0041'.length;

/** Cuts an escape off that goes on in the next piece. */
function splitUnfinishedEscape(text: string): [whole: string, open: string] {
  const last = text.lastIndexOf('\\');
  if (last < text.length - unicodeEscapeLength + 1 || last < 0) return [text, ''];
  let run = 1;
  while (text[last - run] === '\\') run += 1;
  const opens = run % 2 === 1;
  const cut = last === text.length - 1 || text[last + 1] === 'u';
  return opens && cut ? [text.slice(0, last), text.slice(last)] : [text, ''];
}

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
  /** A string other than the file's was cut between a backslash and its letter. */
  let afterBackslash = false;
  /** The beginning of an escape at which the file's text was cut. */
  let unfinished = '';

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
    const end = Math.min(placeOrEnd(chunk, chunk.indexOf(quote, start)), placeOrEnd(chunk, nextBackslash));
    if (inside === 'key' && key.length <= keptKeyLength) {
      key += chunk.toString('latin1', start, Math.min(end, start + keptKeyLength + 1));
    }
    if (chunk[end] !== backslash) {
      if (end < chunk.byteLength) inside = 'structure';
      return end + 1;
    }
    // The letter after it may be a quote that does not end the string.
    if (end + 1 === chunk.byteLength) afterBackslash = true;
    if (inside === 'key') key += '\\';
    return end + 2;
  };

  const scanFile = (chunk: Buffer, start: number): number => {
    const end = placeOrEnd(chunk, chunk.indexOf(quote, start));
    const text = unfinished + chunk.toString('latin1', start, end);
    const [whole, open] = splitUnfinishedEscape(text);
    unfinished = '';
    if (end === chunk.byteLength) {
      unfinished = open;
      onText(unescaped(whole));
    } else if (open === '\\') onText(unescaped(`${text}"`));
    else {
      onText(unescaped(text));
      inside = 'structure';
    }
    return end + 1;
  };

  const push = (chunk: Buffer) => {
    let nextBackslash = chunk.indexOf(backslash);
    let keptFrom = 0;
    let wasFile = inside === 'file';
    let at = afterBackslash ? 1 : 0;
    afterBackslash = false;
    while (at < chunk.byteLength) {
      if (nextBackslash >= 0 && nextBackslash < at) nextBackslash = chunk.indexOf(backslash, at);
      if (inside === 'structure') at = scanStructure(chunk, at);
      else if (inside === 'file') at = scanFile(chunk, at);
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
