/** What the routes of jobs share: where jobs are, and whose they are. */
import { bearerOf, type Lifecycle, type Logger } from '@recto/service-kit';
import type { Request } from 'express';
import type { InstalledModels } from '../../../conductor/parse-settings.ts';
import type { ConductorParts } from '../../../conductor/parts.ts';
import type { PipelineSettings } from '../../../conductor/pipeline-settings.ts';
import { type Jobs, ownerOf } from '../../../jobs/create-jobs.ts';
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

/** Without keys everybody is one. */
export const callerOf = (req: Request, { apiKeys }: Pick<JobsDependencies, 'apiKeys'>): string =>
  ownerOf(apiKeys.length === 0 ? null : bearerOf(req.get('authorization')));

export const idOf = (req: Request): string => String(req.params.id);
