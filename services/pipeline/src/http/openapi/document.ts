/** The OpenAPI document: what of this service's HTTP face is meant for clients. document.test.ts holds it against the routes. */
import manifest from '../../../package.json' with { type: 'json' };
import { cloudJobPaths } from './cloud-job-paths.ts';
import { jobPaths } from './job-paths.ts';
import { type Paths, writeOperation } from './operation.ts';
import { healthPaths, parsingPaths } from './parsing-paths.ts';
import { namedSchemas } from './schemas.ts';

const paths: Paths = { ...parsingPaths, ...jobPaths, ...cloudJobPaths, ...healthPaths };

const about = `Document parsing over the HTTP API of PaddleOCR-VL's serving.

Types are read leniently (\`"0.5"\`, \`1\` and \`"true"\` where a number or boolean is meant); unknown fields are ignored. Every answer has
\`X-Request-Id\`, every failure a stable code in \`X-Recto-Error-Code\`. Fields that the reference does not have are marked "Extension".`;

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** @param keyed whether the service has API keys */
export const openApiDocument = (keyed: boolean): OpenApiDocument => ({
  openapi: '3.1.0',
  info: {
    title: 'Recto',
    version: manifest.version,
    description: about,
    license: { name: manifest.license, identifier: manifest.license },
  },
  paths: Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, plan]) => [method, writeOperation(plan, keyed)]),
      ),
    ]),
  ),
  components: {
    schemas: namedSchemas(),
    ...(keyed && {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: '`Authorization: token KEY` is read, too' },
      },
    }),
  },
});
