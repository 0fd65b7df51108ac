/** Scripts set in full-width cells, without spaces between words (Korean has them). */
const wideLetter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const wideMark = /[\u3000-\u303f\uff00-\uffef]/;

/** True for a wide letter or a full-width mark. Expects one character. */
export const isWide = (character: string): boolean => wideLetter.test(character) || wideMark.test(character);
