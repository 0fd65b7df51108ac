/** Cuts text about as the tokenizers of document models do: tags of OTSL and places are one token, digits one each, words in fours. */

const token = /<\/?(?:[fexlu]cel|nl)>|<\|[A-Z_]+\d*\|>| ?[A-Za-z]{1,5}|\d|([-=_.* ])\1{1,7}|\r?\n|./gsu;

export const tokensOf = (text: string): string[] => text.match(token) ?? [];
