/** `Formula Recognition:`: the characters of the formula, symbols spelled in LaTeX. Structure is not recovered. */
import { prepareImage } from '../image/prepare.ts';
import { lineText } from '../ocr/reading-text.ts';
import { recogniseText } from '../ocr/recognise-text.ts';
import { wordConfidence } from '../ocr/tsv.ts';
import type { Reading, TaskInput } from './task.ts';

const commands: Readonly<Record<string, string>> = {
  '×': '\\times',
  '·': '\\cdot',
  '÷': '\\div',
  '±': '\\pm',
  '≤': '\\leq',
  '≥': '\\geq',
  '≠': '\\neq',
  '≈': '\\approx',
  '∞': '\\infty',
  '∑': '\\sum',
  '∫': '\\int',
  '∂': '\\partial',
  '∈': '\\in',
  '→': '\\rightarrow',
  α: '\\alpha',
  β: '\\beta',
  γ: '\\gamma',
  δ: '\\delta',
  ε: '\\epsilon',
  θ: '\\theta',
  λ: '\\lambda',
  μ: '\\mu',
  π: '\\pi',
  ρ: '\\rho',
  σ: '\\sigma',
  φ: '\\phi',
  ω: '\\omega',
  '—': '-',
  '−': '-',
};

/** Characters that TeX would take as commands are escaped. */
export function toLatex(text: string): string {
  return [...text]
    .map((letter) => {
      const command = commands[letter];
      if (command !== undefined) return command.startsWith('\\') ? `${command} ` : command;
      return /[#$%&_]/.test(letter) ? `\\${letter}` : letter;
    })
    .join('')
    .replace(/ +/g, ' ')
    .trim();
}

export async function readFormula({ image, tesseract, groups }: TaskInput): Promise<Reading> {
  const lines = recogniseText(tesseract, groups, await prepareImage(image));
  const text = lines.map((line) => toLatex(lineText(line.words))).join(' \\\\ ');
  return { text, ...wordConfidence(lines), marked: true };
}
