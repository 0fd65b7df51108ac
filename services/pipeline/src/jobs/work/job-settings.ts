/** What a job's order means on this worker. */
import { type LayoutParsingRequest, layoutParsingRequest, validateBody } from '@recto/contracts';
import { type InstalledModels, type ParseSettings, parseSettings } from '../../conductor/parse-settings.ts';
import type { PipelineSettings } from '../../conductor/pipeline-settings.ts';
import type { JobOrder } from '../store/job-records.ts';

export interface JobSettings {
  /** As the request says. */
  readonly asked: ParseSettings;
  /** For its pages: they keep what any export can be made of later. A searchable PDF needs page images, and is made only when it was asked for. */
  readonly ofPages: ParseSettings;
}

const madeOnDemand = ['zip', 'html', 'docx', 'json'] as const;

export const orderedRequest = (fields: JobOrder['fields']): LayoutParsingRequest =>
  validateBody(layoutParsingRequest, { ...fields, file: 'stored' });

/** Throws RectoError request.invalid, model.not_installed. */
export function jobSettings(
  { fields }: Pick<JobOrder, 'fields'>,
  config: PipelineSettings,
  installed: InstalledModels,
): JobSettings {
  const asked = parseSettings(orderedRequest(fields), config, installed);
  const formats = [...new Set([...(asked.exports?.formats ?? []), ...madeOnDemand])];
  return { asked, ofPages: { ...asked, exports: { formats, scope: asked.exports?.scope ?? 'page' } } };
}
