import { describe, expect, it } from 'vitest';
import { taskOfPrompt } from './prompt.ts';

describe('taskOfPrompt', () => {
  it.each([
    ['OCR:', 'ocr'],
    ['Table Recognition:', 'table'],
    ['Formula Recognition:', 'formula'],
    ['Chart Recognition:', 'chart'],
    ['Seal Recognition:', 'seal'],
    ['Spotting:', 'spotting'],
    ['  table  recognition', 'table'],
    ['Describe this table recognition system', 'ocr'],
    ['', 'ocr'],
  ])('%j asks for %s', (prompt, task) => {
    expect(taskOfPrompt(prompt)).toBe(task);
  });
});
