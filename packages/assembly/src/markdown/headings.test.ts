import { describe, expect, it } from 'vitest';
import { headingOfLevel, numberedHeading } from './headings.ts';

describe('numberedHeading', () => {
  it.each([
    ['1 Introduction', '## 1 Introduction'],
    ['1. Introduction', '### 1. Introduction'],
    ['1.2 Methods', '### 1.2 Methods'],
    ['1.2.3 Results', '#### 1.2.3 Results'],
    ['（一）背景', '## （一） 背景'],
    ['IV. Results', '### IV. Results'],
    ['A. Foo', '### A. Foo'],
    ['第一章 总则', '## 第一章 总则'],
    ['2、方法', '## 2、 方法'],
    ['Conclusions.', '## Conclusions'],
    ['Two\nlines', '## Two lines'],
    ['1 Two\nlines', '## 1 Two lines'],
    ['1.Two\nlines', '### 1.Two lines'],
    ['1 Broken ti-\ntle', '## 1 Broken title'],
    ['Income and outlay', '## Income and outlay'],
  ])('%j -> %j', (title, heading) => {
    expect(numberedHeading(title)).toBe(heading);
  });

  it('keeps a single # for levels that relevelling pushed below 1', () => {
    expect([2, 1, 0, -1].map((level) => headingOfLevel('T', level))).toEqual(['### T', '## T', '# T', '# T']);
  });
});
