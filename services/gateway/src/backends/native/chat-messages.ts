/** Takes the one image and the prompt out of a chat completion for the embedded engine. */
import { RectoError } from '@recto/contracts';
import { z } from 'zod';

const part = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
]);
const chat = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(part)]) })).min(1),
});

const dataUri = /^data:[\w/+.-]*;base64,/;

/** Throws RectoError backend.bad_request, backend.remote_image, backend.bad_image. */
export function imageAndPrompt(body: string): { image: Buffer; prompt: string } {
  const parsed = chat.safeParse(JSON.parse(body));
  if (!parsed.success)
    throw new RectoError('backend.bad_request', { message: 'messages must hold text and image_url parts' });
  const parts = parsed.data.messages.flatMap(({ content }) =>
    typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content,
  );
  const images = parts.filter((p) => p.type === 'image_url');
  const url = images[0]?.image_url.url;
  if (url === undefined || images.length > 1) {
    throw new RectoError('backend.bad_request', {
      message: 'The native engine reads exactly one image a request',
    });
  }
  const head = dataUri.exec(url);
  if (head === null) throw new RectoError('backend.remote_image');
  const image = Buffer.from(url.slice(head[0].length), 'base64');
  if (image.length === 0) throw new RectoError('backend.bad_image');
  const prompt = parts.flatMap((p) => (p.type === 'text' ? [p.text] : [])).join('\n');
  return { image, prompt };
}
