/** Small Express middlewares that both services use. Each is a pure decision plus a thin adapter. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { RectoError } from '@recto/contracts';
import type { RequestHandler } from 'express';

const idPattern = /^[\w.:-]{1,128}$/;

/** Takes over a well-formed `X-Request-Id` or makes one; echoed on every answer, read by logs from `res.locals.requestId`. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id');
  const id = given !== undefined && idPattern.test(given) ? given : randomUUID();
  res.locals.requestId = id;
  res.setHeader('X-Request-Id', id);
  next();
};

/** The secret of `Authorization: Bearer X` or `token X`; the clients of the field use both. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^(?:bearer|token)\s+(\S+)\s*$/i.exec(header ?? '');
  return match?.[1] ?? null;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Refuses a request without one of the keys; with no keys configured everybody may pass. Compares in constant time. */
export function requireApiKey(keys: readonly string[]): RequestHandler {
  const digests = keys.map(digest);
  return (req, res, next) => {
    if (digests.length === 0) return next();
    const given = bearerOf(req.get('authorization'));
    const known = given !== null && digests.filter((d) => timingSafeEqual(d, digest(given))).length > 0;
    if (known) return next();
    res.setHeader('WWW-Authenticate', 'Bearer');
    return next(new RectoError('auth.required'));
  };
}

/** For `router.all` after the real methods of a path: 405 with `Allow`. */
export const methodNotAllowed =
  (...allowed: readonly string[]): RequestHandler =>
  (_req, res, next) => {
    res.setHeader('Allow', allowed.join(', '));
    next(new RectoError('route.method_not_allowed'));
  };

export const routeNotFound: RequestHandler = (_req, _res, next) => next(new RectoError('route.not_found'));

/** A signal that fires when the client goes away before the answer is complete. */
export function abortOnClose(res: {
  once(e: 'close', f: () => void): unknown;
  writableFinished: boolean;
}): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) controller.abort(new RectoError('request.aborted'));
  });
  return controller.signal;
}
