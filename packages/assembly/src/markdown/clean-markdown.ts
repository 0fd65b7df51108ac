/**
 * `markdownStyle: "clean"`: Markdown as people write it (footnotes, fenced code, lists, pipe tables, no styled HTML), in place
 * of the reference's exact style.
 */
import type { Inline, TreeNode } from '../tree/document-tree.ts';
import { nodesInOrder, treeBlocks } from '../tree/tree-blocks.ts';
import { footnotesOf } from './footnotes.ts';
import type { PageMarkdownInput } from './page-markdown.ts';
import { pipeOrHtmlTable } from './tables.ts';

type Write = (inlines: readonly Inline[]) => string;

export function cleanMarkdown({ blocks, pageWidth, style, footnotePrefix = '' }: PageMarkdownInput): string {
  const ignored = new Set(style.ignoreLabels);
  const shown = blocks.filter(({ label }) => !ignored.has(label));
  const tree = treeBlocks({ blocks: shown, pageWidth, style });
  const notes = footnotesOf(tree, footnotePrefix);
  const write: Write = (inlines) => notes.withReferences(inlines, inlineText);
  const [body, foot] = [[], []] as [string[], string[]];
  for (const node of nodesInOrder(tree)) {
    const note = notes.noteOf(node);
    if (note) foot.push(`[^${note.label}]: ${note.inlines.map(inlineText).join('').trim()}`);
    else body.push(nodeText(node, write, style.showFormulaNumber));
  }
  return [...body, ...foot].join('\n\n');
}

function nodeText(node: TreeNode, write: Write, showFormulaNumber: boolean): string {
  switch (node.kind) {
    case 'heading':
      return `${'#'.repeat(node.level)} ${write(node.inlines)}`;
    case 'paragraph':
      return unlikeMarkup(write(node.inlines));
    case 'list':
      return node.items
        .map(
          ({ level, number, inlines }) =>
            `${'   '.repeat(level)}${number === null ? '-' : `${number}.`} ${write(inlines)}`,
        )
        .join('\n');
    case 'code': {
      const fence = fenceFor(node.text);
      return `${fence}\n${node.text}\n${fence}`;
    }
    case 'formula': {
      const tag = showFormulaNumber && node.number !== null ? ` \\tag*{${node.number}}` : '';
      return `$$\n${node.latex}${tag}\n$$`;
    }
    case 'table':
      return pipeOrHtmlTable(node, write);
    case 'picture':
      return `![](${node.path})`;
  }
}

/** Longer than any run of backticks within. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  return '`'.repeat(longest + 1);
}

/** A paragraph stays one, whatever sign it happens to begin with. */
const unlikeMarkup = (text: string): string =>
  text
    .replace(/^(#{1,6}\s|>|[-+*]\s|={3,}|-{3,}|`{3,}|~{3,})/, '\\$1')
    .replace(/^(\d{1,9})([.)]\s)/, '$1\\$2');

function inlineText(inline: Inline): string {
  switch (inline.kind) {
    case 'text': {
      // A tag in the text is text: whoever shows this Markdown shall not run it.
      const text = inline.text.replace(/<(?=[a-z/!?])/gi, '\\<');
      return inline.script ? `<${inline.script}>${text}</${inline.script}>` : text;
    }
    case 'math':
      return `$${inline.latex}$`;
    case 'picture':
      return `![](${inline.path})`;
    case 'break':
      return '  \n';
  }
}
