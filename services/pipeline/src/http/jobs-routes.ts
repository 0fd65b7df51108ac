/** Which paths of jobs mean what. */
import { methodNotAllowed, refuseWhileDraining, requireApiKey } from '@recto/service-kit';
import type { Express } from 'express';
import {
  type CloudJobsDependencies,
  cloudJobsPath,
  cloudResult,
  submitCloudJob,
  viewCloudJob,
} from './routes/cloud-jobs/cloud-jobs.ts';
import { cancelJob, listJobs, submitJob, viewJob } from './routes/jobs/job.ts';
import { jobEvents } from './routes/jobs/job-events.ts';
import { jobPage, jobResult } from './routes/jobs/job-result.ts';

export function jobsRoutes(app: Express, dependencies: CloudJobsDependencies): void {
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

  const maySubmit = refuseWhileDraining(dependencies.lifecycle);
  app.get(`${cloudJobsPath}/results/:id.jsonl`, cloudResult(dependencies));
  app.post(cloudJobsPath, mayAsk, maySubmit, submitCloudJob(dependencies));
  app.all(cloudJobsPath, methodNotAllowed('POST'));
  app.get(`${cloudJobsPath}/:id`, mayAsk, viewCloudJob(dependencies));
  app.all(`${cloudJobsPath}/:id`, methodNotAllowed('GET, HEAD'));
}
