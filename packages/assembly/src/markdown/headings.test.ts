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
    ['  3 Three', '## 3 Three'],
    ['3Three', '## 3 Three'],
    ['10.20 Ten', '### 10.20 Ten'],
    // No numbering begins or goes on with a zero.
    ['0 Nought', '## 0 Nought'],
    ['0Nought', '## 0Nought'],
    ['1.0 One', '### 1. 0 One'],
    ['(2)Two', '## (2) Two'],
    ['（2.1）Two', '### （2.1） Two'],
    ['(十)甲', '## (十) 甲'],
    ['一、总则', '## 一、 总则'],
    ['二百三十四甲', '## 二百三十四 甲'],
    ['壹贰叁肆伍陆柒捌玖拾甲', '## 壹贰叁肆伍陆柒捌玖拾 甲'],
    ['一千万亿零.甲', '### 一千万亿零. 甲'],
    ['VII Seven', '## VII Seven'],
    ['VIII.Eight', '### VIII. Eight'],
    ['III  Three', '## III Three'],
    ['XI. Eleven', '### XI. Eleven'],
    ['XI.Eleven', '### XI.Eleven'],
    ['Vision', '## Vision'],
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
