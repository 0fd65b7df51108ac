/** The pipeline service: reads its configuration, wires the house together, listens. */
import { RectoError } from '@recto/contracts';
import { createDocumentOpener } from '@recto/documents';
import { createOutbound, createWebhooks } from '@recto/outbound';
import {
  createRecognizePage,
  createTableReader,
  createVlmClient,
  vlmClientDefaults,
} from '@recto/recognition';
import {
  ConfigError,
  createLifecycle,
  createLogger,
  createMetrics,
  type Logger,
  processEnvironment,
  reportListening,
  startTracing,
  traceHeaders,
} from '@recto/service-kit';
import { createAdmission } from './conductor/admission.ts';
import { loadModels } from './conductor/load-models.ts';
import type { ConductorParts } from './conductor/parts.ts';
import { createScheduler } from './conductor/scheduler.ts';
import { createSpool } from './conductor/spool.ts';
import { type PipelineConfig, readPipelineConfig } from './config/pipeline-config.ts';
import { createApp, createWorkerApp } from './http/app.ts';
import { createReadiness } from './http/readiness.ts';
import { createJobs, type Jobs } from './jobs/create-jobs.ts';
import { createStoreOf } from './jobs/store/create-job-store.ts';
import { usualWorkerTimes } from './jobs/work/job-worker.ts';
import { createPageAllowance } from './limits/page-allowance.ts';
import { createSharedCounts } from './limits/shared-counts.ts';
import { createComplaints } from './observability/complaints.ts';
import { createJobsMetrics } from './observability/jobs-metrics.ts';
import { createPipelineMetrics } from './observability/pipeline-metrics.ts';
import { tracedClient, tracedParts } from './observability/traced-parts.ts';
import { createOutput } from './storage/create-output.ts';

const maxRedirects = 5;

async function serve({ config, warnings }: ReturnType<typeof readPipelineConfig>): Promise<void> {
  const logger = createLogger({ service: 'pipeline', level: config.server.logLevel });
  for (const warning of warnings) logger.warn(warning);
  const lifecycle = createLifecycle({ logger, drainMs: config.server.drainMs });
  lifecycle.onClose(await startTracing(config.tracing));
  const house = await wire(config, logger, lifecycle.onClose);
  const dependencies = {
    ...house,
    lifecycle,
    logger,
    apiKeys: config.server.apiKeys,
    adminKey: config.server.adminKey,
  };
  const app = config.jobs.role === 'worker' ? createWorkerApp(dependencies) : createApp(dependencies);
  const { port } = await lifecycle.listen(app, {
    ...config.server,
    variables: { host: 'HOST', port: 'PORT' },
  });
  reportListening();
  // Tasks come to their end, or back to the queue, while the last requests are answered.
  lifecycle.onClose(() => void house.jobs.retire());
  await house.jobs.resume();
  logger.info({ host: config.server.host, port, layoutModel: config.vision.layoutModel }, 'pipeline ready');
}

async function wire(config: PipelineConfig, logger: Logger, onClose: (close: () => Promise<void>) => void) {
  const metrics = createMetrics();
  const scheduler = createScheduler({
    ...config.scheduler,
    interactive: config.jobs.role !== 'worker',
    stages: {
      render: config.documents.workers,
      layout: config.vision.workers,
      ask: config.recognition.concurrency,
      assemble: config.scheduler.pagesAssembled,
      restructure: 1,
      export: 2,
    },
  });
  const admission = createAdmission(config.admission);
  const spool = createSpool(config.spool);
  const documents = createDocumentOpener({
    pdfWorkers: config.documents.workers,
    limits: { maxPixelsPerImage: config.documents.maxImagePixels },
  });
  onClose(documents.close);
  const measures = createPipelineMetrics(metrics, { scheduler, admission, spool, documents });
  const models = await loadModels(config.vision, logger);
  onClose(models.close);
  const tables = createTableReader({ threads: 1 });
  onClose(tables.close);
  const output = createOutput(config.output);
  const parts: ConductorParts = tracedParts({
    documents,
    outbound: createOutbound({ ...config.outbound, maxRedirects }),
    detector: models.detector,
    refinement: models.refinement,
    orientation: models.orientation,
    unwarping: models.unwarping,
    recognizePage: createRecognizePage({ readTable: tables.read }),
    vlm: tracedClient(
      measures.measured(
        createVlmClient({
          ...config.recognition,
          maxRetries: vlmClientDefaults.maxRetries,
          headers: traceHeaders,
        }),
      ),
    ),
    scheduler,
    spool,
    outputFiles: output.files,
    limits: config.limits,
    observe: measures.observe,
  });
  const { settings } = config;
  const installed = {
    layout: {
      name: config.vision.layoutModel,
      installed: models.layoutInstalled,
      defaults: models.detector.defaults,
    },
    orientation: models.orientation !== null,
    unwarping: models.unwarping !== null,
  };
  const counts = createSharedCounts({
    url: config.jobs.queue.url,
    namespace: config.jobs.queue.namespace,
    onError: createComplaints(logger, 'limits are counted by this process alone'),
  });
  onClose(counts.close);
  const allowance = createPageAllowance({
    perMinute: config.pagesPerMinute,
    counts,
    onHit: measures.pageLimitHit,
  });
  const { role, documentsAtOnce, rangesAtOnce } = config.jobs;
  const jobs: Jobs = createJobs(
    {
      ...config.jobs,
      worker: role === 'api' ? null : { ...usualWorkerTimes, documentsAtOnce, rangesAtOnce },
      retryAfterSeconds: config.admission.retryAfterSeconds,
      documentBytes: config.admission.bodyBytesInFlight,
      graceMs: config.server.drainMs,
    },
    {
      parts,
      settings,
      installed,
      logger,
      store: createStoreOf(config.jobs.store, config.spool.directory),
      postJson: createWebhooks(config.outbound).postJson,
      allowance,
      counts,
      observe: createJobsMetrics(metrics, () => jobs.queue),
    },
  );
  onClose(jobs.stop);
  return {
    parts,
    settings,
    installed,
    jobs,
    allowance,
    webhookSecret: config.jobs.webhookSecret,
    links: { publicUrl: config.output.publicUrl, secret: config.output.fileUrlSecret },
    admission,
    body: config.body,
    metrics,
    servedFiles: output.served,
    readiness: createReadiness({
      recognition: config.recognition,
      layoutModel: { name: config.vision.layoutModel, loaded: models.layoutLoaded },
      spool,
      jobs,
    }),
  };
}

try {
  await serve(readPipelineConfig(process.argv.slice(2), processEnvironment()));
} catch (error) {
  // What the operator can put right is told in words; anything else is a fault of ours and keeps its stack.
  console.error(error instanceof ConfigError || error instanceof RectoError ? error.message : error);
  process.exit(1);
}
