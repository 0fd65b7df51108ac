import { RectoError } from '@recto/contracts';
import { describe, expect, it } from 'vitest';
import type { ChatAnswer, ChatCall } from '../call/chat-call.ts';
import { callOf } from '../test-support/calls.ts';
import { shareInFlight } from './share-in-flight.ts';

const image = (fill: string) => `data:image/png;base64,${fill.repeat(4_000)}`;
const content = (fill = 'A') => ({
  model: 'm',
  messages: [{ role: 'user', content: [{ image_url: { url: image(fill) } }] }],
});

/** A step over a backend that answers when it is told to. */
function shared() {
  const asked: { call: ChatCall; resolve: (answer: ChatAnswer) => void; reject: (error: unknown) => void }[] =
    [];
  const counts = { shared: 0 };
  const handler = shareInFlight({
    scopeOf: ({ caller }) => caller,
    onShared: () => {
      counts.shared += 1;
    },
  })((call) => {
    const { promise, resolve, reject } = Promise.withResolvers<ChatAnswer>();
    call.signal.addEventListener('abort', () => reject(call.signal.reason));
    asked.push({ call, resolve, reject });
    return promise;
  });
  return { handler, asked, counts };
}
const answer = (text: string): ChatAnswer => ({ headers: {}, body: Buffer.from(text) });
const leaver = () => {
  const controller = new AbortController();
  return { signal: controller.signal, leave: () => controller.abort(new RectoError('request.aborted')) };
};

describe('calls in flight', () => {
  it('that are identical share one call, whatever the order of their members and whoever the user', async () => {
    const { handler, asked, counts } = shared();
    const { model, messages } = content();
    const calls = [content(), { messages, user: 'me', model }, content()].map((body) =>
      handler(callOf(body)),
    );
    asked[0]?.resolve(answer('one'));
    expect((await Promise.all(calls)).map(({ body }) => body.toString())).toEqual(['one', 'one', 'one']);
    expect([asked.length, counts.shared]).toEqual([1, 2]);
    void handler(callOf(content()));
    expect(asked).toHaveLength(2);
  });

  it('that differ do not', () => {
    const { handler, asked } = shared();
    // Differs in one character of the image that no sketch looks at.
    const spot = content();
    const changed = JSON.stringify(spot).replace(/A{50}/, `${'A'.repeat(25)}B${'A'.repeat(24)}`);
    const bodies = [
      content(),
      content('B'),
      { ...content(), temperature: 0 },
      { ...content(), stream: true },
    ];
    for (const body of [...bodies, JSON.parse(changed)]) void handler(callOf(body));
    void handler(callOf({ ...content(), stream: true }));
    void handler(callOf(content(), { caller: 'somebody else' }));
    void handler(callOf(content(), { priority: 'batch' }));
    expect(asked).toHaveLength(8);
  });

  it('are not cancelled by one that leaves, but by the last', async () => {
    const { handler, asked } = shared();
    const [first, second] = [leaver(), leaver()];
    const calls = [first, second].map(({ signal }) => handler(callOf(content(), { signal })));
    first.leave();
    await expect(calls[0]).rejects.toMatchObject({ code: 'request.aborted' });
    expect(asked[0]?.call.signal.aborted).toBe(false);
    second.leave();
    await expect(calls[1]).rejects.toMatchObject({ code: 'request.aborted' });
    expect(asked[0]?.call.signal.aborted).toBe(true);
    // A call that comes now starts anew, though the old one may not have ended.
    const late = handler(callOf(content()));
    asked[1]?.resolve(answer('new'));
    expect((await late).body.toString()).toBe('new');
  });

  it('share a failure', async () => {
    const { handler, asked } = shared();
    const calls = [1, 2].map(() => handler(callOf(content())));
    asked[0]?.reject(new RectoError('backend.bad_image'));
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'backend.bad_image' });
    expect(asked).toHaveLength(1);
  });

  it('do not share a lack of time: who has more goes on alone', async () => {
    const { handler, asked } = shared();
    const hurried = handler(callOf(content(), { deadline: 1_000 }));
    const patient = handler(callOf(content(), { deadline: 9_000 }));
    asked[0]?.reject(new RectoError('server.too_late'));
    await expect(hurried).rejects.toMatchObject({ code: 'server.too_late' });
    await expect.poll(() => asked.length).toBe(2);
    expect(asked[1]?.call.deadline).toBe(9_000);
    asked[1]?.resolve(answer('late'));
    expect((await patient).body.toString()).toBe('late');
  });
});
