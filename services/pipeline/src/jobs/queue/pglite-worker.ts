/** The thread in which the embedded PostgreSQL lives: WebAssembly that runs without a pause has no place on the event loop. */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

export interface PgliteThreadData {
  readonly dataDirectory: string;
}

export type ToPglite =
  | {
      readonly id: number;
      readonly kind: 'query';
      readonly text: string;
      readonly params: readonly unknown[] | null;
    }
  | { readonly id: number; readonly kind: 'listen'; readonly channel: string }
  | { readonly id: number; readonly kind: 'close' };

export type FromPglite =
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly rows: readonly unknown[];
      readonly rowCount: number;
    }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly message: string;
      readonly code: string | undefined;
    }
  | { readonly kind: 'notification'; readonly channel: string; readonly payload: string };

const port = parentPort;
if (port === null) throw new Error('this module is a thread');
const say = (message: FromPglite) => port.postMessage(message);

const { dataDirectory } = workerData as PgliteThreadData;
const opening = PGlite.create({ dataDir: dataDirectory });

async function answer(message: ToPglite): Promise<{ rows: readonly unknown[]; rowCount: number }> {
  const db = await opening;
  switch (message.kind) {
    case 'query': {
      // Migrations come as scripts of many statements, which only the simple protocol takes.
      if (message.params === null) {
        const results = await db.exec(message.text);
        const rows = results.at(-1)?.rows ?? [];
        return { rows, rowCount: results.at(-1)?.affectedRows || rows.length };
      }
      const { rows, affectedRows } = await db.query(message.text, [...message.params]);
      return { rows, rowCount: affectedRows || rows.length };
    }
    case 'listen': {
      const { channel } = message;
      await db.listen(channel, (payload) => say({ kind: 'notification', channel, payload }));
      return { rows: [], rowCount: 0 };
    }
    case 'close':
      await db.close();
      return { rows: [], rowCount: 0 };
  }
}

port.on('message', async (message: ToPglite) => {
  try {
    say({ kind: 'answer', id: message.id, ...(await answer(message)) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    say({ kind: 'failed', id: message.id, message: String(error), code });
  }
});
