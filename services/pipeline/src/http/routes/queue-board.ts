/** `/admin/queues`: the board of the queue of jobs, for whoever has the admin key. It starts the queue where there was no job yet. */
import { RectoError } from '@recto/contracts';
import { bearerOf, knowsKey, methodNotAllowed, routeNotFound } from '@recto/service-kit';
import { type RequestHandler, Router } from 'express';
import type { Jobs } from '../../jobs/create-jobs.ts';

export const boardPath = '/admin/queues';

/** What the page needs: its own files, and styles that it sets itself. It runs nothing that stands in the page, and stands in no other. */
const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/** @param adminKey null closes the path */
export function queueBoard(adminKey: string | null, jobs: Pick<Jobs, 'board'>): Router {
  const router = Router();
  if (adminKey === null) return router.use(routeNotFound);
  router.use(requireAdminKey(adminKey));
  router.use((_req, res, next) => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    next();
  });
  const board: RequestHandler = async (req, res, next) => (await jobs.board(boardPath))(req, res, next);
  // The board changes nothing, and is not even asked to.
  router.use((req, res, next) =>
    (req.method === 'GET' || req.method === 'HEAD' ? board : methodNotAllowed('GET, HEAD'))(req, res, next),
  );
  return router;
}

/** As a key, or as the password that browsers ask for, of whatever name: a browser that sends it by itself can change nothing here. */
function requireAdminKey(key: string): RequestHandler {
  const isKey = knowsKey([key]);
  return (req, res, next) => {
    const header = req.get('authorization');
    if (isKey(bearerOf(header) ?? passwordOf(header))) return next();
    res.setHeader('WWW-Authenticate', 'Basic realm="Recto", charset="UTF-8"');
    next(new RectoError('auth.required'));
  };
}

/** Of `Authorization: Basic` (RFC 7617). */
function passwordOf(header: string | undefined): string | null {
  const encoded = /^basic\s+([A-Za-z0-9+/=]+)\s*$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const pair = Buffer.from(encoded, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
}
