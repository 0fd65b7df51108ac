/** Titles and their levels (pipeline.md 6.3). */
import { collapse, withoutTrailing } from './text.ts';

const chineseNumeral = '一二三四五六七八九十百千万亿零壹贰叁肆伍陆柒捌玖拾';
const arabic = String.raw`[1-9]\d*(?:\.[1-9]\d*)*`;
const numbering = [
  `${arabic}[.、]?`,
  `[(（](?:${arabic}|[${chineseNumeral}]+)[)）]`,
  `[${chineseNumeral}]+[、.]?`,
  String.raw`(?:VIII|VII|VI|IV|IX|III|II|I|V|X)(?:\.|(?=\s))`,
].join('|');
const numberedTitle = new RegExp(`^(${numbering})(.*)$`);

/**
 * `1.2 Methods` -> `### 1.2 Methods`; a title of several lines never counts as numbered. The level counts the dots that
 * are left in the whole title, as the reference does.
 */
export function numberedHeading(content: string): string {
  const line = content.trimStart();
  const match = line.includes('\n') ? null : numberedTitle.exec(line);
  const spaced = match ? `${match[1]} ${match[2]?.trimStart()}` : content;
  const title = withoutTrailing(spaced, '.');
  const dots = title.split('.').length - 1;
  return headingOfLevel(title, dots + 1);
}

/** Level 1 is `##`: `#` belongs to the document title. Levels below 1 keep a single `#`. */
export const headingOfLevel = (title: string, level: number): string =>
  collapse(`${'#'.repeat(Math.max(1, level + 1))} ${title}`);
