/** Levels of a document's titles from their numbering, their order and their size (pipeline.md 7.4). */
import type { Box } from '@recto/geometry';
import { clusterCentres } from './k-means.ts';

export interface Title {
  readonly content: string;
  readonly box: Box;
}

interface Numbering {
  readonly kind: 'bracket' | 'roman' | 'chinese' | 'letter' | 'number';
  readonly level: number;
}

const maxSizes = 4;

/** One level per title, 1 for the topmost; odd documents may yield 0 or less. */
export function titleLevels(titles: readonly Title[]): number[] {
  const sizes = sizeLevels(titles.map(titleHeight));
  const ranks = new Map<Numbering['kind'], number>();
  /** Level of the first title with an Arabic number: later ones are deeper or higher than it. */
  let baseLevel: number | null = null;
  return titles.map(({ content }, i) => {
    const size = sizes[i] as number;
    const numbering = numberingOf(content.trim());
    if (numbering === null) return isKeyword(content) ? 1 : size;
    const { kind, level } = numbering;
    if (!ranks.has(kind)) ranks.set(kind, ranks.size + 1);
    if (kind === 'number') baseLevel ??= level;
    const relative = (ranks.get(kind) as number) + (kind === 'number' ? level - (baseLevel as number) : 0);
    return level === size ? level : relative;
  });
}

/** Pixels across one line of the title, whichever way it runs. */
function titleHeight({ content, box }: Title): number {
  const height = Math.ceil(box[3]) - Math.trunc(box[1]);
  const width = Math.ceil(box[2]) - Math.trunc(box[0]);
  if (height === 0) return 0;
  const lines = content.trim().split('\n').length;
  return Math.floor((width / height >= 1 ? height : width) / lines);
}

/** 1 for the cluster of the largest titles. */
function sizeLevels(heights: readonly number[]): number[] {
  const centres = clusterCentres(heights, maxSizes);
  return heights.map((height) => {
    const distances = centres.map((centre) => Math.abs(centre - height));
    return distances.indexOf(Math.min(...distances)) + 1;
  });
}

function numberingOf(text: string): Numbering | null {
  if (/^[(（]?\d+(?:\.\d+)*[)）]/.test(text)) return { kind: 'bracket', level: 4 };
  if (/^[IVX]+(?:[.．)\s]|$)/i.test(text)) return { kind: 'roman', level: 1 };
  if (
    /^[第（(]?[一二三四五六七八九十]{1,2}(?:[章节篇卷部条题讲课回）)]|(?![A-Za-z\u4e00-\u9fff]))/.test(text)
  ) {
    return { kind: 'chinese', level: 1 };
  }
  if (/^[A-Z](?:[.．)\s]|$)/i.test(text)) return { kind: 'letter', level: 2 };
  const number = /^\d+(?:\.\d+)*(?![)）])/.exec(text)?.[0];
  return number === undefined ? null : { kind: 'number', level: number.split('.').length };
}

/** Longer titles are no keywords; it also keeps the search cheap in hostile text. */
const longestKeyword = 40;

const isKeyword = (content: string): boolean => {
  const text = content.trim();
  return (
    text.length <= longestKeyword &&
    keywords.has(
      text
        .replace(/[：:\s]+$/, '')
        .replaceAll(' ', '')
        .toUpperCase(),
    )
  );
};

const keywords: ReadonlySet<string> = new Set([
  'ABSTRACT',
  'SUMMARY',
  'RESUME',
  '绪论',
  '引言',
  'CONTENTS',
  'REFERENCES',
  'REFERENCE',
  '参考文献',
  'APPENDIX',
  'APPENDICES',
  '附录',
  'ACKNOWLEDGMENTS',
  'INTRODUCTION',
  'BACKGROUNDANDRELATEDWORK',
  'BACKGROUND',
  'RELATEDWORK',
  'THEORETICALMODELS',
  'DATA',
  'METHOD',
  'METHODS',
  'METHODOLOGY',
  'TOPICANALYSIS',
  'RESULT',
  'RESULTS',
  'DISCUSSION',
  'CONCLUSIONS',
  'CONCLUSION',
  'LIMITATIONS',
  '研究背景',
  '相关工作',
  '研究方法',
  '实验结果',
  '讨论',
  '结论',
  '致谢',
  '目录',
]);
