/** HTML that a model wrote, as a flat run of text and tags. Nothing of it is passed on as markup. */

export type HtmlToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tag'; readonly name: string; readonly closes: boolean; readonly attributes: string };

/** `[^<>]` keeps the search linear in hostile text; what follows a `>` in a quoted attribute becomes text. */
const tag = /<(\/?)([a-z][a-z0-9]*)([^<>]*)>/gi;
/** What stands between these is no text of the document. */
const unseen = new Set(['script', 'style']);

export function* htmlTokens(html: string): Generator<HtmlToken> {
  let at = 0;
  let hidden: string | null = null;
  for (const match of html.matchAll(tag)) {
    const [all, slash, rawName = '', attributes = ''] = match;
    const name = rawName.toLowerCase();
    const text = html.slice(at, match.index);
    if (text !== '' && hidden === null) yield { kind: 'text', text: decodeEntities(text) };
    at = match.index + all.length;
    if (hidden !== null) {
      if (slash === '/' && name === hidden) hidden = null;
      continue;
    }
    if (unseen.has(name)) hidden = slash === '' ? name : null;
    else yield { kind: 'tag', name, closes: slash === '/', attributes };
  }
  if (at < html.length && hidden === null) yield { kind: 'text', text: decodeEntities(html.slice(at)) };
}

/** Null where the tag does not have it. */
export function attributeOf(attributes: string, name: 'src' | 'rowspan' | 'colspan'): string | null {
  const match = new RegExp(`(?:^|[\\s"'])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(
    attributes,
  );
  return match ? (match[1] ?? match[2] ?? match[3] ?? null) : null;
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      ? String.fromCodePoint(code)
      : whole;
  });
