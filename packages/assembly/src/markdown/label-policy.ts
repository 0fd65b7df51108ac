/** `markdownLabels`, an extension of `markdownIgnoreLabels`: what becomes of the blocks of each label in Markdown. */
import type { LabelPolicy } from '@recto/contracts';
import type { MarkdownStyle } from './markdown-block.ts';
import { type PageMarkdownInput, pageMarkdown } from './page-markdown.ts';

type LabelSets = Pick<MarkdownStyle, 'ignoreLabels' | 'separateLabels'>;

/** The policy of a label wins over the list. */
export function labelSets(
  ignoreLabels: readonly string[],
  policies: Readonly<Record<string, LabelPolicy>>,
): LabelSets {
  const withPolicy = (wanted: LabelPolicy) =>
    Object.keys(policies).filter((label) => policies[label] === wanted);
  const separateLabels = withPolicy('separate');
  const kept = new Set(withPolicy('keep'));
  const ignored = new Set([...ignoreLabels, ...withPolicy('drop'), ...separateLabels]);
  return { ignoreLabels: [...ignored].filter((label) => !kept.has(label)), separateLabels };
}

/** Label -> Markdown of its blocks, for labels that stand beside the text; null where none is wanted. */
export function separateMarkdown(input: PageMarkdownInput): Record<string, string> | null {
  const { separateLabels } = input.style;
  if (separateLabels.length === 0) return null;
  const style = { ...input.style, ignoreLabels: [] };
  const texts = separateLabels.flatMap((label) => {
    const text = pageMarkdown({
      ...input,
      style,
      blocks: input.blocks.filter((block) => block.label === label),
    });
    return text === '' ? [] : [[label, text] as const];
  });
  return Object.fromEntries(texts);
}
