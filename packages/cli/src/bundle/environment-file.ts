/** A `.env` of compose/ for a machine without a network: some of its lines say other things. */

const line = (name: string) => new RegExp(`^(?:# )?${name}=.*$`, 'm');

/** Sets variables where they stand, commented out or not; those that the text does not mention come last. */
export function withVariables(text: string, variables: Readonly<Record<string, string>>): string {
  let result = text;
  for (const [name, value] of Object.entries(variables)) {
    const set = `${name}=${value}`;
    result = line(name).test(result) ? result.replace(line(name), () => set) : `${result}${set}\n`;
  }
  return result;
}

/** Names that a text sets. */
export const variableNames = (text: string): string[] =>
  [...text.matchAll(/^([A-Za-z_]\w*)=/gm)].map(([, name = '']) => name);

/** What a text sets a variable to, as it stands there. */
export const variableValue = (text: string, name: string): string | undefined =>
  text.match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1];
