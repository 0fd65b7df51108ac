/** Where traces go, under the names that OpenTelemetry has for it. */
import { z } from 'zod';
import type { TracingOptions } from '../observability/tracing-export.ts';
import { variable } from './environment.ts';

const ratio = 'must be a number from 0 to 1';

export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: variable.optionalUrl(),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0|1|0?\.\d+|1\.0+)$/, ratio)
    .transform(Number)
    .default(1),
};

export const tracingOptions = (
  service: string,
  {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_TRACES_SAMPLER_ARG: sampleRatio,
  }: { readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined; readonly OTEL_TRACES_SAMPLER_ARG: number },
): TracingOptions => ({ service, endpoint: endpoint ?? null, sampleRatio });
