/**
 * ONNX Runtime's builds report to their makers (model names, shapes, durations, an id of the device) from 1.29 on, also on Linux and
 * macOS, unless this variable stands before the library is loaded (microsoft/onnxruntime #27379). Documents and what is done
 * with them are nobody else's business, and a machine may have no network.
 */
const optOut = 'ORT_DISABLE_TELEMETRY';

/** Must run in the process's main thread: worker threads have a copy of the environment that the library does not see. */
export function forbidRuntimeTelemetry(): void {
  process.env[optOut] = '1';
}
