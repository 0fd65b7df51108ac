/** Which task a prompt asks for (pipeline.md 4.1). */
export type NativeTask = 'ocr' | 'table' | 'formula' | 'chart' | 'seal' | 'spotting';

const tasksByPrompt: readonly (readonly [string, NativeTask])[] = [
  ['table recognition', 'table'],
  ['formula recognition', 'formula'],
  ['chart recognition', 'chart'],
  ['seal recognition', 'seal'],
  ['spotting', 'spotting'],
];

/** Case, white space and the final colon do not matter; a prompt that names no task asks for plain text. */
export function taskOfPrompt(prompt: string): NativeTask {
  const asked = prompt.trim().toLowerCase().replace(/\s+/g, ' ');
  return tasksByPrompt.find(([name]) => asked === name || asked === `${name}:`)?.[1] ?? 'ocr';
}
