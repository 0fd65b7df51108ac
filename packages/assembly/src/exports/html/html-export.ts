/** `html`: one file that is read without a network and runs nothing. */

import { plainText } from '../../tree/inlines.ts';
import { nodesInOrder, treeBlocks } from '../../tree/tree-blocks.ts';
import type { ExportLimits } from '../export-limits.ts';
import type { ExportPage, ExportPages } from '../export-page.ts';
import { escapeHtml } from './escape.ts';
import { htmlNode } from './html-nodes.ts';
import { styleSheet } from './style-sheet.ts';

export async function* htmlExport(pages: ExportPages, limits: ExportLimits): AsyncGenerator<Uint8Array> {
  let started = false;
  for await (const page of pages) {
    if (!started) yield Buffer.from(head(titleOf(page)));
    started = true;
    yield Buffer.from(section(page, limits));
  }
  if (!started) yield Buffer.from(head('Document'));
  yield Buffer.from('</body>\n</html>\n');
}

/** Also where the file is served by somebody who sends no headers: nothing is loaded and nothing runs. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

const head = (title: string): string => `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${styleSheet}</style>
</head>
<body>
`;

const longestTitle = 200;

function titleOf({ blocks }: ExportPage): string {
  const title =
    blocks.find(({ label }) => label === 'doc_title') ??
    blocks.find(({ label }) => label === 'paragraph_title');
  return title === undefined ? 'Document' : title.content.replace(/\s+/g, ' ').slice(0, longestTitle);
}

const above = new Set(['header', 'header_image']);
const below = new Set(['footer', 'footer_image', 'number', 'footnote']);

/** The same labels are left out as in Markdown. */
function section(page: ExportPage, { maxLatexLength }: ExportLimits): string {
  const { blocks, width: pageWidth, style, pictures } = page;
  const ignored = new Set(style.ignoreLabels);
  const tree = treeBlocks({ blocks: blocks.filter(({ label }) => !ignored.has(label)), pageWidth, style });
  const written = (of: typeof tree) =>
    nodesInOrder(of)
      .map((node) => htmlNode(node, { pictures, maxLatexLength }))
      .join('\n');
  const header = tree.filter(({ label }) => above.has(label));
  const footer = tree.filter(({ label }) => below.has(label));
  const body = tree.filter(({ label }) => !above.has(label) && !below.has(label));
  const language = isChinese(tree.flatMap(({ nodes }) => nodes)) ? ' lang="zh"' : '';
  return `<section class="page" id="page-${page.index + 1}"${language}>
${header.length > 0 ? `<header>${written(header)}</header>\n` : ''}${written(body)}
${footer.length > 0 ? `<footer>${written(footer)}</footer>\n` : ''}</section>
`;
}

/** Chinese without kana, so that the browser picks the right shapes and breaks lines anywhere. */
function isChinese(nodes: ReturnType<typeof nodesInOrder>): boolean {
  const text = nodes.map((node) => ('inlines' in node ? plainText(node.inlines) : '')).join('');
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han > text.length / 4 && !/[\u3040-\u30ff]/.test(text);
}
