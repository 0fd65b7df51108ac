/** Budgets and sampling where a request says nothing (pipeline.md 4.2, 4.3). */
import type { PixelBudget, Sampling, Task } from './block.ts';

const standard: PixelBudget = { minPixels: 336 * 336, maxPixels: 1280 * 28 * 28 };

/** Spotting ignores what a request says of pixels. */
export const spottingBudget: PixelBudget = { minPixels: 336 * 336, maxPixels: 2048 * 28 * 28 };

export const defaultBudgets: Readonly<Record<Task, PixelBudget>> = {
  ocr: standard,
  table: standard,
  formula: standard,
  chart: standard,
  seal: standard,
  spotting: spottingBudget,
};

export const defaultSampling: Sampling = {
  temperature: undefined,
  topP: undefined,
  repetitionPenalty: undefined,
  maxNewTokens: 4096,
};
