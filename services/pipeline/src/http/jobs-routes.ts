/** Which paths of jobs mean what. */
import { type Lifecycle, methodNotAllowed, refuseWhileDraining, requireApiKey } from '@recto/service-kit';
import type { Express } from 'express';
import { cancelJob, listJobs, submitJob, viewJob } from './routes/jobs/job.ts';
import { jobEvents } from './routes/jobs/job-events.ts';
import { jobPage, jobResult } from './routes/jobs/job-result.ts';
import type { JobsDependencies } from './routes/jobs/jobs-dependencies.ts';

export function jobsRoutes(
  app: Express,
  dependencies: JobsDependencies & { readonly lifecycle: Pick<Lifecycle, 'draining'> },
): void {
  const mayAsk = requireApiKey(dependencies.apiKeys);
  const reads = {
    '/v1/jobs/:id/events': jobEvents(dependencies),
    '/v1/jobs/:id/pages/:n': jobPage(dependencies),
    '/v1/jobs/:id/result': jobResult(dependencies),
  };
  for (const [path, handler] of Object.entries(reads)) {
    app.get(path, mayAsk, handler);
    app.all(path, methodNotAllowed('GET, HEAD'));
  }
  app.get('/v1/jobs/:id', mayAsk, viewJob(dependencies));
  app.delete('/v1/jobs/:id', mayAsk, cancelJob(dependencies));
  app.all('/v1/jobs/:id', methodNotAllowed('GET, HEAD, DELETE'));
  app.get('/v1/jobs', mayAsk, listJobs(dependencies));
  app.post('/v1/jobs', mayAsk, refuseWhileDraining(dependencies.lifecycle), submitJob(dependencies));
  app.all('/v1/jobs', methodNotAllowed('GET, HEAD, POST'));
}
