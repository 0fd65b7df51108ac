/** Sends spans by OTLP over HTTP. OpenTelemetry's SDK is loaded only where an address is configured. */
import { context, propagation, trace } from '@opentelemetry/api';
import type { SpanExporter, TracerProviderOptions } from '@opentelemetry/sdk-trace';
import { switchTracing } from './tracing.ts';

export interface TracingOptions {
  /** `service.name` of the spans. */
  readonly service: string;
  /** Of an OTLP collector, as in `http://collector:4318`; null: nothing is traced. */
  readonly endpoint: string | null;
  /** Share of the requests that are traced, where the caller has not decided, 0 to 1. */
  readonly sampleRatio: number;
}

/** Returns what sends the last spans and ends it. `createExporter` is for tests. */
export async function startTracing(
  { service, endpoint, sampleRatio }: TracingOptions,
  createExporter?: () => SpanExporter,
): Promise<() => Promise<void>> {
  if (endpoint === null) return async () => {};
  const [
    sdk,
    { AsyncLocalStorageContextManager },
    { W3CTraceContextPropagator },
    { resourceFromAttributes },
  ] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
  ]);
  const options: TracerProviderOptions = {
    resource: resourceFromAttributes({ 'service.name': `recto-${service}` }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [
      createExporter
        ? new sdk.SimpleSpanProcessor({ exporter: createExporter() })
        : new sdk.BatchSpanProcessor({ exporter: await otlpExporter(endpoint) }),
    ],
  };
  const provider = new sdk.TracerProvider(options);
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  switchTracing(true);
  return async () => {
    switchTracing(false);
    await provider.shutdown();
    trace.disable();
    context.disable();
    propagation.disable();
  };
}

async function otlpExporter(endpoint: string): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
}
