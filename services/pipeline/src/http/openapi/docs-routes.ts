/**
 * `/openapi.json`, and `/docs`, which shows it: Swagger UI from this server's own files, so that it works in a closed network. Open to everybody,
 * as the reference's are: nothing in them is secret, and whoever looks may have a key to enter.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { methodNotAllowed } from '@recto/service-kit';
import type { Express, RequestHandler } from 'express';
import { openApiDocument } from './document.ts';

const documentPath = '/openapi.json';
const docsPath = '/docs';

const require = createRequire(import.meta.url);
const manifestPath = require.resolve('swagger-ui-dist/package.json');
const { version } = require(manifestPath) as { version: string };

/** Of the package's files, those that the page names. */
const assetNames = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;
const assetUrl = (name: (typeof assetNames)[number]): string => `${docsPath}/${name}?v=${version}`;

/** Colours would stop the browser for the pictures of an answer, and nobody is asked whether the document is valid. */
const settings = {
  url: documentPath,
  dom_id: '#docs',
  syntaxHighlight: false,
  validatorUrl: null,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
};
/** Swagger UI fills a form with samples of every field, and would send them all, or all as empty texts. */
const emptyForms = `() => {
  const having = (change) => (Original, { React }) => (props) =>
    React.createElement(Original, { ...props, ...change(props) });
  return {
    wrapComponents: {
      JsonSchemaForm: having((props) => props.dispatchInitialValue && { dispatchInitialValue: false }),
      ParameterIncludeEmpty: having(() => ({ isIncludedOptions: { shouldDispatchInit: false } })),
    },
  };
}`;
const startScript = `SwaggerUIBundle({ ...${JSON.stringify(settings)}, plugins: [${emptyForms}] });`;

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recto: the API</title>
<link rel="icon" href="${assetUrl('favicon-32x32.png')}">
<link rel="stylesheet" href="${assetUrl('swagger-ui.css')}">
<div id="docs"></div>
<script src="${assetUrl('swagger-ui-bundle.js')}"></script>
<script>${startScript}</script>
</html>
`;

const pageHeaders = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': [
    "default-src 'none'",
    `script-src 'self' 'sha256-${createHash('sha256').update(startScript).digest('base64')}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

const docsPage: RequestHandler = (_req, res) => {
  res.set(pageHeaders).type('html').send(page);
};

/** Its address changes with its version. */
const asset =
  (name: string): RequestHandler =>
  (_req, res, next) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.sendFile(name, { root: dirname(manifestPath), maxAge: '1y', immutable: true }, (error) => {
      if (error) next(error);
    });
  };

/** Written when somebody first asks. */
function document(keyed: boolean): RequestHandler {
  let written: { readonly text: string; readonly etag: string } | null = null;
  return (_req, res) => {
    if (written === null) {
      const text = JSON.stringify(openApiDocument(keyed));
      written = { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
    }
    res.set({ 'Cache-Control': 'no-cache', ETag: written.etag }).type('json').send(written.text);
  };
}

/** ReDoc would be a second large program for the same document. */
const redoc: RequestHandler = (_req, res) => res.redirect(docsPath);

export function docsRoutes(app: Express, { apiKeys }: { readonly apiKeys: readonly string[] }): void {
  const handlers: Readonly<Record<string, RequestHandler>> = {
    [documentPath]: document(apiKeys.length > 0),
    [docsPath]: docsPage,
    '/redoc': redoc,
    ...Object.fromEntries(assetNames.map((name) => [`${docsPath}/${name}`, asset(name)])),
  };
  for (const [path, handler] of Object.entries(handlers)) {
    app.get(path, handler);
    app.all(path, methodNotAllowed('GET, HEAD'));
  }
}
