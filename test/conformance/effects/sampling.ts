/** Fields that reach the recognition server. Each case has a page of a size of its own, by which it finds its question. */
import { expect } from 'vitest';
import type { Case, CaseAnswer, Group } from '../case.ts';
import { pageOf } from '../pages.ts';

let width = 200;

/** What the server was asked for a request with these fields. */
async function asking(
  name: string,
  json: Record<string, unknown>,
  check: (parameters: Readonly<Record<string, unknown>>) => void,
): Promise<Case> {
  width += 1;
  const size = `${width}x40`;
  const parametersOf = ({ engine }: CaseAnswer) =>
    engine.questions.find((question) => question.size === size)?.parameters ?? {};
  return {
    name,
    json: { file: await pageOf(width, 40), ...json },
    check: (answer) => check(parametersOf(answer)),
  };
}

const passes = (field: string, value: number, parameter: string) =>
  asking(`${field} is passed on`, { [field]: value }, (parameters) =>
    expect(parameters[parameter]).toBe(value),
  );

const pixels = (parameters: Readonly<Record<string, unknown>>) => parameters.mm_processor_kwargs;

const cases = await Promise.all([
  asking('without a word the server answers without chance', {}, (parameters) => {
    expect(parameters).toMatchObject({
      temperature: 0,
      max_completion_tokens: 4096,
      stream: false,
      skip_special_tokens: true,
    });
    for (const absent of ['top_p', 'repetition_penalty', 'logprobs'])
      expect(parameters).not.toHaveProperty(absent);
  }),
  passes('temperature', 0.7, 'temperature'),
  passes('topP', 0.9, 'top_p'),
  passes('repetitionPenalty', 1.2, 'repetition_penalty'),
  passes('maxNewTokens', 77, 'max_completion_tokens'),
  asking('minPixels and maxPixels bound the picture', { minPixels: 1000, maxPixels: 500_000 }, (parameters) =>
    expect(pixels(parameters)).toEqual({ min_pixels: 1000, max_pixels: 500_000 }),
  ),
  asking('vlmExtraArgs bounds one task', { vlmExtraArgs: { ocr_max_pixels: 9999 } }, (parameters) =>
    expect(pixels(parameters)).toMatchObject({ max_pixels: 9999 }),
  ),
  asking(
    'vlmExtraArgs of another task changes nothing',
    { vlmExtraArgs: { table_max_pixels: 9999, whatever: 1 } },
    (parameters) => expect(pixels(parameters)).not.toMatchObject({ max_pixels: 9999 }),
  ),
  asking('returnConfidence asks for log-probabilities', { returnConfidence: true }, (parameters) =>
    expect(parameters.logprobs).toBe(true),
  ),
]);

/** Small crops are enlarged for spotting, so that their size tells nothing. */
const spotting: Case = {
  name: 'spotting keeps its special tokens',
  json: { promptLabel: 'spotting' },
  check: ({ engine }) => {
    const asked = engine.questions.filter(({ prompt }) => prompt === 'Spotting:');
    expect(asked.map(({ parameters }) => parameters.skip_special_tokens)).toContain(false);
    expect(asked.map(({ parameters }) => parameters.skip_special_tokens)).not.toContain(true);
  },
};

export const sampling: Group = {
  title: 'what the recognition server is asked',
  source: 'wire.md 2.1',
  cases: [...cases, spotting],
};
