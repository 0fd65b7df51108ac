/** What most servers have in common; a kind starts from these and says what differs. */
import type { BackendKind, HealthReading, HealthRule, ServerAnswer } from './backend-kind.ts';

/** Only 2xx is ready: FastDeploy answers 304 when its workers are dead, which `curl -f` takes for success. */
export const readyBy2xx = ({ status }: ServerAnswer): HealthReading => {
  if (status >= 200 && status < 300) return 'ready';
  return status === 503 ? 'loading' : 'down';
};

/** Answers of the kind that cost nothing, asked every two seconds. */
export const cheapHealth: HealthRule = {
  path: '/health',
  intervalMs: 2_000,
  timeoutMs: 5_000,
  costly: false,
  read: readyBy2xx,
};

export const bearer = (key: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${key}` });

/** For servers that batch without end: fewer leave a fast card a fifth of its time (`npm run bench -- simulate`). */
export const batchingPlaces = 192;

export const openAiLike: Omit<BackendKind, 'name'> = {
  places: 64,
  paths: { chat: '/v1/chat/completions', models: '/v1/models' },
  parameters: { renames: {}, drops: [], greedy: null },
  images: { accepts: ['jpeg', 'png', 'webp', 'gif', 'bmp', 'tiff'], encoding: 'jpeg', pixelLimits: 'none' },
  model: 'checked',
  health: cheapHealth,
  load: null,
  failures: {
    byStatus: {},
    overflowTypes: [],
    overflowWords: /maximum context length|context[_ ]length|longer than/i,
  },
  authorization: bearer,
  stopsOnDisconnect: true,
};

/** Sum of Prometheus samples by name, over all their labels; null where none of the names occurs. */
export function sumOfSamples(text: string, weights: Readonly<Record<string, number>>): number | null {
  let sum: number | null = null;
  for (const [name, weight] of Object.entries(weights)) {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
      const isSample = (at === 0 || text[at - 1] === '\n') && /[ {]/.test(text[at + name.length] ?? '');
      if (!isSample) continue;
      const line = text.slice(at, lineEnd(text, at));
      const value = Number(
        line
          .slice(line.lastIndexOf('}') + 1 || name.length)
          .trim()
          .split(/\s+/)[0],
      );
      if (Number.isFinite(value)) sum = (sum ?? 0) + value * weight;
    }
  }
  return sum;
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
};
