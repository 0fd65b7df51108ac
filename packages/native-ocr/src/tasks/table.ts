import { readPlainText } from './plain-text.ts';
import type { Reading, TaskInput } from './task.ts';

export async function readTable(input: TaskInput): Promise<Reading> {
  const { text, confidence } = await readPlainText(input);
  const rows = text.split('\n').filter((line) => line !== '');
  return { text: rows.map((line) => `<fcel>${line}<nl>`).join(''), confidence };
}

export const readChart = async (input: TaskInput): Promise<Reading> => ({
  ...(await readPlainText(input)),
  marked: true,
});
