/**
 * An OpenAI-compatible server in the place of a VLM. What it answers follows from the prompt and the size of the crop, so
 * that a case knows the words beforehand; some sizes fail on purpose. Remembers what it was asked.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

/** A question as the engine saw it, without the picture. */
export interface Question {
  readonly prompt: string;
  /** `width x height` of the crop, px. */
  readonly size: string;
  /** Every member of the body beside `messages`. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ScriptedEngine {
  /** With /v1. */
  readonly url: string;
  readonly questions: Question[];
  close(): void;
}

/** Crops of these sizes read as these words. */
const words: Readonly<Record<string, string>> = {
  '800x60': 'Annual Report',
  '380x100': 'Revenue grew by\\(x=3\\) percent.',
  '40x30': '7',
  '380x30': '1.1 Results',
  '800x25': 'A footnote.',
};

const answers: Readonly<Record<string, string>> = {
  'OCR:': 'Some words.',
  'Table Recognition:': '<fcel>A<fcel>B<nl>',
  'Formula Recognition:': '\\[ E = mc^2 \\]',
  'Chart Recognition:': 'Year | Sum\n2020 | 4',
  'Seal Recognition:': 'ACME LTD',
  'Spotting:':
    'Hello<|LOC_100|><|LOC_200|><|LOC_300|><|LOC_200|><|LOC_300|><|LOC_400|><|LOC_100|><|LOC_400|>\n\n',
};

/** A whole page of this height makes the engine answer so. */
export const failingHeights = { overloaded: 101, rejecting: 102, broken: 103, gone: 104 } as const;
const statusOfHeight: Readonly<Record<number, number>> = {
  [failingHeights.overloaded]: 429,
  [failingHeights.rejecting]: 400,
  [failingHeights.broken]: 500,
};

interface ChatBody {
  readonly messages: [{ content: [{ image_url: { url: string } }, { text: string }] }];
}

export async function startScriptedEngine(): Promise<ScriptedEngine> {
  const questions: Question[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (!request.url?.endsWith('/chat/completions')) {
      return void send(response, 200, { object: 'list', data: [{ id: 'scripted', object: 'model' }] });
    }
    const { messages, ...parameters } = JSON.parse(Buffer.concat(pieces).toString()) as ChatBody;
    const [{ image_url: image }, { text: prompt }] = messages[0].content;
    const { width, height } = await sharp(Buffer.from(image.url.split(',')[1] ?? '', 'base64')).metadata();
    const size = `${width}x${height}`;
    questions.push({ prompt, size, parameters });
    if (height === failingHeights.gone) return void response.destroy();
    const status = statusOfHeight[height] ?? 200;
    if (status !== 200) return void send(response, status, { error: { message: 'an address: 10.1.2.3' } });
    const content = (prompt === 'OCR:' ? words[size] : undefined) ?? answers[prompt] ?? '';
    send(response, 200, completion(content, 'logprobs' in parameters));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    questions,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const completion = (content: string, withLogprobs: boolean) => ({
  id: 'chatcmpl-scripted',
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content },
      finish_reason: 'stop',
      logprobs: withLogprobs
        ? { content: [Math.log(0.5), 0].map((logprob) => ({ token: 'x', logprob })) }
        : null,
    },
  ],
});

/** The client's own retries would only cost time here. */
const send = (response: ServerResponse, status: number, body: unknown) =>
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false' })
    .end(JSON.stringify(body));
