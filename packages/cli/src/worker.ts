/** `recto worker`: a pipeline process that does nothing but work on jobs, as many and on as many machines as wanted. */
import { processEnvironment } from '@recto/service-kit';
import { exitCode, startServiceProcess, stopWith } from './service-process.ts';

/** Beside the services of one machine: 8080, or what `.env` says, is the API's. */
const usualPort = '8081';

export async function worker(args: string[]): Promise<number> {
  const environment = processEnvironment();
  stopWith(() => child.kill('SIGTERM'));
  const child = startServiceProcess('pipeline', args, {
    ...environment,
    PORT: processEnvironment(null).PORT ?? usualPort,
    JOBS_ROLE: 'worker',
  });
  return exitCode(child);
}
