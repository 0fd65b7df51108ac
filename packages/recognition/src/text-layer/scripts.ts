/** Superscripts and subscripts: figures as Unicode has them, so that x² does not become x2 and a footnote mark stays a mark. */
import type { TextWord } from '@recto/documents';

const superscripts: Readonly<Record<string, string>> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
  '+': '⁺',
  '-': '⁻',
  '−': '⁻',
  ',': ',',
  '–': '⁻',
};
const subscripts: Readonly<Record<string, string>> = {
  '0': '₀',
  '1': '₁',
  '2': '₂',
  '3': '₃',
  '4': '₄',
  '5': '₅',
  '6': '₆',
  '7': '₇',
  '8': '₈',
  '9': '₉',
  '+': '₊',
  '-': '₋',
  '−': '₋',
};

/** How a word goes with the one before it: by the gap between them, without a space, or with one in any case. */
export type ScriptPlace = 'by gap' | 'attached' | 'apart';

/** Letters stay as they are, there is no honest sign for most. */
export function scriptText(
  word: TextWord,
  line: { readonly fontSize: number; readonly baseline: number },
): { written: string; place: ScriptPlace } {
  if (word.fontSize > 0.85 * line.fontSize) return { written: word.text, place: 'by gap' };
  const rise = (line.baseline - word.baseline) / line.fontSize;
  if (rise > 0.15) return { written: mapped(word.text, superscripts), place: 'attached' };
  if (rise < -0.08) {
    const written = mapped(word.text, subscripts);
    // LFSR with the index s is not the word LFSRs.
    return { written, place: written === word.text ? 'apart' : 'attached' };
  }
  return { written: word.text, place: 'by gap' };
}

function mapped(text: string, signs: Readonly<Record<string, string>>): string {
  const written = [...text].map((sign) => signs[sign]);
  return written.includes(undefined) ? text : written.join('');
}
