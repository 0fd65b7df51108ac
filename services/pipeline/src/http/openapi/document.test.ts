/** The document against the service: its routes, its failures, and the examples that readers are given. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ErrorCode, errorCatalogue, fieldsFromText } from '@recto/contracts';
import { createMetrics } from '@recto/service-kit';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { type AppDependencies, createApp } from '../app.ts';
import { createDocumentReader } from './document.fixture.ts';
import { openApiDocument } from './document.ts';

const root = resolve(import.meta.dirname, '../../../../..');
const document = openApiDocument(false);
const reader = createDocumentReader(document);

describe('the document', () => {
  it.each([true, false])('is OpenAPI 3.1, with keys %s', async (keyed) => {
    const { valid, errors } = await new Validator().validate({ ...openApiDocument(keyed) });
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it('has schemas that compile', () => {
    for (const name of Object.keys(document.components.schemas)) {
      expect(reader.faults({ $ref: `#/components/schemas/${name}` }, null), name).not.toBeNull();
    }
  });

  it('gives every operation its own id', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((operation) => (operation as { operationId: string }).operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['infer', 'restructurePages', 'checkHealth']));
  });

  it('tells defaults, and what the fields are for', () => {
    const { properties } = document.components.schemas.LayoutParsingRequest as { properties: object };
    expect(properties).toMatchObject({
      visualize: { type: ['boolean', 'null'], default: null },
      prettifyMarkdown: { type: 'boolean', default: true },
      layoutShapeMode: { default: 'auto', enum: ['rect', 'quad', 'poly', 'auto'] },
      pages: { description: expect.stringContaining('1-5,9') },
    });
  });
});

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: unknown };
}

/** No handler runs here, so most of what they need is not there. */
const layers = (): readonly Layer[] => {
  const dependencies: Partial<AppDependencies> = {
    apiKeys: [],
    adminKey: null,
    metrics: createMetrics(),
    servedFiles: {} as AppDependencies['servedFiles'],
  };
  return (createApp(dependencies as AppDependencies).router as unknown as { stack: Layer[] }).stack;
};

/** For operators, for browsers, and behind addresses that answers give. */
const leftOut = [
  'get /metrics',
  'get /openapi.json',
  'get /docs',
  'get /docs/swagger-ui.css',
  'get /docs/swagger-ui-bundle.js',
  'get /docs/favicon-32x32.png',
  'get /redoc',
  'get /files/*key',
];

describe('the routes', () => {
  it('are those of the document', () => {
    const routes = layers().flatMap(({ route }) => {
      if (route === undefined) return [];
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      const methods = Object.keys(route.methods);
      // Of every method: `all`, which refuses those that a path does not have.
      return methods.length > 1 ? [] : [`${methods[0]} ${path}`];
    });
    const written = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.sort()).toEqual([...written, ...leftOut].sort());
  });

  it('are all seen: the only router within is the board of queues', () => {
    expect(layers().filter(({ handle }) => handle.stack !== undefined)).toHaveLength(1);
  });
});

describe('failures', () => {
  const keyed = JSON.stringify(openApiDocument(true));
  const isTold = (code: ErrorCode): boolean => keyed.includes(`\`${code}\``);
  const notForCallers: readonly ErrorCode[] = [
    // Nobody is there to read it.
    'request.aborted',
    // About requests that are none of the document's.
    'route.not_found',
    'route.method_not_allowed',
    // When the service starts.
    'settings.invalid',
  ];
  const ofTheGateway = /^backend\.|^replica\.|^server\.too_late$/;

  it.each(Object.keys(errorCatalogue) as ErrorCode[])('%s is told where a caller may see it', (code) => {
    expect(isTold(code)).toBe(!notForCallers.includes(code) && !ofTheGateway.test(code));
  });
});

interface Call {
  readonly line: string;
  readonly method: string;
  readonly url: URL;
  readonly contentType: string | null;
  readonly json: unknown;
  /** Of a form or a query. */
  readonly texts: readonly (readonly [name: string, text: string])[];
}

/** Calls of curl in the shell blocks of a page. */
function callsIn(page: string): Call[] {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  return lines.flatMap((line) => {
    const [, command] = /\bcurl (.*)/.exec(line.trim()) ?? [];
    return command === undefined ? [] : [callOf(command)];
  });
}

function callOf(line: string): Call {
  const words = wordsOf(line);
  const after = (flag: string) => words.flatMap((word, i) => (words[i - 1] === flag ? [word] : []));
  const address = words.find((word) => /^(?:http:\/\/)?localhost/.test(word)) ?? '';
  const url = new URL(address.replace(/^(?!http)/, 'http://').replaceAll('$id', '1'));
  const form = after('-F').map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]);
  const [json] = after('-d');
  const [header] = after('-H').flatMap((text) => /^content-type: (.*)/i.exec(text)?.[1] ?? []);
  const contentType = form.length > 0 ? 'multipart/form-data' : (header ?? null);
  return {
    line,
    method: after('-X')[0] ?? (contentType === null ? 'GET' : 'POST'),
    url,
    contentType,
    json: json && JSON.parse(json),
    texts: [...form, ...url.searchParams],
  };
}

/** As a shell has them, up to a pipe or a redirection; what a command would put in is `x`. */
const wordsOf = (line: string): string[] =>
  [...line.replace(/\$\([^)]*\)/g, 'x').matchAll(/(?:"(?:\\.|[^"])*"|'[^']*'|[^\s"'])+/g)]
    .map(([word]) =>
      word.replace(
        /"((?:\\.|[^"])*)"|'([^']*)'/g,
        (_, double, single) => single ?? double.replaceAll('\\"', '"'),
      ),
    )
    .reduce<{ words: string[]; ended: boolean }>(
      ({ words, ended }, word) =>
        ended || /^[|>)]/.test(word) ? { words, ended: true } : { words: [...words, word], ended },
      { words: [], ended: false },
    ).words;

describe('examples of the pages', () => {
  const calls = ['README.md', ...globSync('docs/*.md', { cwd: root })].flatMap((path) =>
    callsIn(readFileSync(join(root, path), 'utf8')),
  );
  const ofThisService = calls.filter(({ url }) => url.port === '8080');

  it('are found', () => expect(ofThisService.length).toBeGreaterThan(10));

  it.each(ofThisService.map((call) => [call.line, call] as const))('%s', (_, call) => {
    const { method, url, contentType, json, texts } = call;
    const { parameters = [], requestBody } = reader.operation(method, url.pathname);
    const body = contentType ? requestBody?.content[contentType] : {};
    expect(body).toBeDefined();
    if (json) expect(reader.faults(noMore(body?.schema as object), json)).toBeNull();
    const named = {
      ...propertiesOf(body?.schema),
      ...propertiesOf(parameters.find(({ name }) => name === 'options')?.schema),
      ...Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    };
    for (const [name, text] of texts) {
      const schema = named[name] as { contentSchema?: object } | undefined;
      expect(schema, name).toBeDefined();
      const value = fieldsFromText({ [name]: text })[name];
      expect(reader.faults(schema?.contentSchema ?? schema ?? {}, value), name).toBeNull();
    }
  });
});

function propertiesOf(schema: object = {}): Record<string, object> {
  const [, name] = /([^/]+)$/.exec((schema as { $ref?: string }).$ref ?? '') ?? [];
  const named = name && (document.components.schemas[name] as { properties: Record<string, object> });
  return named ? named.properties : {};
}

/** A field that the document does not name would be ignored, and its example be wrong. */
const noMore = (schema: object): object => ({ allOf: [schema], unevaluatedProperties: false });
