/** The HTTP contract of wire.md, and what each known client sends and reads, against the running service. */
import { fileURLToPath } from 'node:url';
import { layoutParsingRequest, restructurePagesRequest } from '@recto/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPipeline } from '../../bench/stack.ts';
import { clients } from './clients/clients.ts';
import { blocks } from './effects/blocks.ts';
import { output } from './effects/output.ts';
import { sampling } from './effects/sampling.ts';
import { envelope } from './envelope/envelope.ts';
import { failures } from './errors/failures.ts';
import { extensions } from './extensions/extensions.ts';
import { type FileServer, serveFiles } from './files/file-server.ts';
import { files } from './files/files.ts';
import { guarded, guardedEnvironment } from './guarded/guarded.ts';
import { fields } from './request/fields.ts';
import { restructure } from './restructure/restructure.ts';
import { type RunningService, runGroup } from './run-cases.ts';
import { type ScriptedEngine, startScriptedEngine } from './scripted-engine.ts';
import { shape } from './shape/shape.ts';

let engine: ScriptedEngine;
let fileServer: FileServer;
let open: RunningService;
let behindKeys: RunningService;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  engine = await startScriptedEngine();
  fileServer = await serveFiles();
  open = await startService({ ALLOW_PRIVATE_URLS: 'true' });
  behindKeys = await startService(guardedEnvironment);
}, 120_000);

async function startService(environment: Record<string, string>): Promise<RunningService> {
  const pipeline = await startPipeline({
    RECOGNITION_URL: engine.url,
    MODELS_DIR: fileURLToPath(new URL('./layout-model', import.meta.url)),
    LAYOUT_MODEL: 'conformance-layout',
    ...environment,
  });
  stops.push(pipeline.stop);
  return { url: pipeline.url, filesUrl: fileServer.url, engine };
}

afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  engine?.close();
  fileServer?.close();
});

const groups = [
  envelope,
  fields,
  shape,
  blocks,
  output,
  sampling,
  files,
  failures,
  restructure,
  extensions,
  ...clients,
];

for (const group of groups) {
  describe(`${group.title} (${group.source})`, () => runGroup(group, () => open));
}

describe(`${guarded.title} (${guarded.source})`, () => runGroup(guarded, () => behindKeys));

/** A field that no case sends would be a field that nobody holds to its word. */
describe('the suite', () => {
  const sent = (path: string): Set<string> => {
    const cases = groups
      .flatMap((group) => group.cases)
      .filter((one) => (one.path ?? '/layout-parsing') === path);
    return new Set(cases.flatMap((one) => [...Object.keys(one.json ?? {}), ...Object.keys(one.body ?? {})]));
  };

  it.each([
    ['/layout-parsing', layoutParsingRequest.shape],
    ['/restructure-pages', restructurePagesRequest.shape],
  ])('sends every field of %s', (path, shape) => {
    const fieldsSent = sent(path);
    expect(Object.keys(shape).filter((field) => !fieldsSent.has(field))).toEqual([]);
  });
});
