/** What the routes of jobs share. */
import type { Lifecycle, Logger } from '@recto/service-kit';
import type { Request } from 'express';
import type { InstalledModels } from '../../../conductor/parse-settings.ts';
import type { ConductorParts } from '../../../conductor/parts.ts';
import type { PipelineSettings } from '../../../conductor/pipeline-settings.ts';
import type { Jobs } from '../../../jobs/create-jobs.ts';
import type { BodyLimits } from '../../body/incoming-body.ts';

export interface JobsDependencies {
  readonly jobs: Jobs;
  readonly parts: Pick<ConductorParts, 'scheduler'>;
  readonly settings: PipelineSettings;
  readonly installed: InstalledModels;
  readonly body: BodyLimits;
  readonly apiKeys: readonly string[];
  /** Signs webhooks of callers that bring no secret; null where they must. */
  readonly webhookSecret: string | null;
  readonly logger: Logger;
  /** Whoever waits or listens is sent away when the process stops: others answer. */
  readonly lifecycle: Pick<Lifecycle, 'draining'>;
}

export const idOf = (req: Request): string => String(req.params.id);
