/** Whether this process could parse a document now: the recognition server answers, the model is loaded, the spool can be written. */

import type { Spool } from '../conductor/spool.ts';
import type { Jobs } from '../jobs/create-jobs.ts';

export interface Readiness {
  /** What is missing, in words for an operator; empty when everything is there. */
  missing(): Promise<string[]>;
}

export interface ReadinessParts {
  readonly recognition: { readonly baseUrl: string; readonly apiKey: string | null };
  readonly layoutModel: { readonly name: string; readonly loaded: () => boolean };
  readonly spool: Pick<Spool, 'checkWritable'>;
  readonly jobs: Pick<Jobs, 'missing'>;
}

const timeoutMs = 3000;

export const createReadiness = ({ recognition, layoutModel, spool, jobs }: ReadinessParts): Readiness => ({
  missing: async () => {
    const [recognitionReady, spoolWritable, missingOfJobs] = await Promise.all([
      recognitionAnswers(recognition),
      spool.checkWritable().then(
        () => true,
        () => false,
      ),
      jobs.missing(),
    ]);
    return [
      ...(recognitionReady ? [] : ['the recognition server is not ready']),
      ...(layoutModel.loaded() ? [] : [`the layout model ${layoutModel.name} is not loaded`]),
      ...(spoolWritable ? [] : ['the spool directory cannot be written']),
      ...missingOfJobs,
    ];
  },
});

/** The gateway says for itself whether it is ready; any other server is ready when it lists its models. */
async function recognitionAnswers({ baseUrl, apiKey }: ReadinessParts['recognition']): Promise<boolean> {
  const base = baseUrl.replace(/\/+$/, '');
  const gateway = await status(`${base.replace(/\/v1$/, '')}/health/ready`, apiKey);
  if (gateway !== null && gateway !== 404) return gateway === 200;
  return (await status(`${base}/models`, apiKey)) === 200;
}

/** Null when nothing answers. */
async function status(url: string, apiKey: string | null): Promise<number | null> {
  try {
    const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}
