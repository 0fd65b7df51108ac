/** Trees as HTML. Every sign of the document is escaped here; the only markup is this module's and Temml's. */
import type { Inline, ListItem, TreeCell, TreeNode } from '../../tree/document-tree.ts';
import { plainText } from '../../tree/inlines.ts';
import { mathml } from '../math/latex.ts';
import { escapeHtml } from './escape.ts';

export interface HtmlContext {
  /** JPEG files by path. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly maxLatexLength: number;
}

export function htmlNode(node: TreeNode, context: HtmlContext): string {
  const text = (inlines: readonly Inline[]) => htmlInlines(inlines, context);
  switch (node.kind) {
    case 'heading':
      return `<h${node.level}>${text(node.inlines)}</h${node.level}>`;
    case 'paragraph':
      return `<p${node.role === 'body' ? '' : ` class="${node.role}"`}>${text(node.inlines)}</p>`;
    case 'list':
      return htmlList(node.items, context);
    case 'code':
      return `<pre><code>${escapeHtml(node.text)}</code></pre>`;
    case 'formula': {
      const number = node.number === null ? '' : `<span class="number">${escapeHtml(node.number)}</span>`;
      return `<div class="formula"><span>${formula(node.latex, true, context)}</span>${number}</div>`;
    }
    case 'table':
      return htmlTable(node.rows, context);
    case 'picture': {
      const image = picture(node.path, context);
      return image === '' ? '' : `<figure style="--share:${Math.ceil(node.share * 100)}%">${image}</figure>`;
    }
  }
}

const htmlInlines = (inlines: readonly Inline[], context: HtmlContext): string =>
  inlines.map((inline) => htmlInline(inline, context)).join('');

function htmlInline(inline: Inline, context: HtmlContext): string {
  switch (inline.kind) {
    case 'text': {
      const text = escapeHtml(inline.text);
      return inline.script ? `<${inline.script}>${text}</${inline.script}>` : text;
    }
    case 'math':
      return formula(inline.latex, false, context);
    case 'picture':
      return picture(inline.path, context);
    case 'break':
      return '<br>';
  }
}

const formula = (latex: string, display: boolean, { maxLatexLength }: HtmlContext): string =>
  mathml(latex, display, maxLatexLength) ?? `<code class="latex">${escapeHtml(latex)}</code>`;

/** Pictures that are not at hand are left out: an address would be a call to somewhere. */
function picture(path: string, { pictures }: HtmlContext): string {
  const jpeg = pictures.get(path);
  if (jpeg === undefined) return '';
  const base64 = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength).toString('base64');
  return `<img alt="" src="data:image/jpeg;base64,${base64}">`;
}

/** A run of items of one kind is a list; deeper ones lie in the item before them. */
function htmlList(items: readonly ListItem[], context: HtmlContext): string {
  let html = '';
  for (let i = 0; i < items.length; ) {
    const { level, number } = items[i] as ListItem;
    const tag = number === null ? 'ul' : 'ol';
    html += `<${tag}${number === null || number === 1 ? '' : ` start="${number}"`}>`;
    while (i < items.length) {
      const item = items[i] as ListItem;
      if (item.level < level || (item.level === level && (item.number === null) !== (number === null))) break;
      let end = i + 1;
      while (end < items.length && (items[end] as ListItem).level > level) end += 1;
      html += `<li>${htmlInlines(item.inlines, context)}${htmlList(items.slice(i + 1, end), context)}</li>`;
      i = end;
    }
    html += `</${tag}>`;
  }
  return html;
}

const htmlTable = (rows: readonly (readonly TreeCell[])[], context: HtmlContext): string =>
  `<div class="table"><table>${rows
    .map((row) => `<tr>${row.map((cell) => htmlCell(cell, context)).join('')}</tr>`)
    .join('\n')}</table></div>`;

/** Figures are set right, so that columns of them can be read. */
const figure = /^[\s(+−–-]*[$€£¥]?\s?\d[\d\s.,']*\s?[%)€]?$/;

function htmlCell({ header, rowspan, colspan, inlines }: TreeCell, context: HtmlContext): string {
  const tag = header ? 'th' : 'td';
  const right = figure.test(plainText(inlines)) ? ' class="figure"' : '';
  const spans = `${rowspan > 1 ? ` rowspan="${rowspan}"` : ''}${colspan > 1 ? ` colspan="${colspan}"` : ''}`;
  return `<${tag}${right}${spans}>${htmlInlines(inlines, context)}</${tag}>`;
}
