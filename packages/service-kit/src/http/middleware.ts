/** Small Express middlewares that both services use. Each is a plain function of a request and its answer plus a thin adapter. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RectoError } from '@recto/contracts';
import type { RequestHandler } from 'express';

const idPattern = /^[\w.:-]{1,128}$/;

/** Takes over a well-formed `X-Request-Id` or makes one; echoed on every answer. */
export function nameRequest(req: IncomingMessage, res: ServerResponse): string {
  const given = req.headers['x-request-id'];
  const id = typeof given === 'string' && idPattern.test(given) ? given : randomUUID();
  res.setHeader('X-Request-Id', id);
  return id;
}

/** `nameRequest`, for whoever reads `res.locals.requestId`. */
export const requestId: RequestHandler = (req, res, next) => {
  res.locals.requestId = nameRequest(req, res);
  next();
};

/** The secret of `Authorization: Bearer X` or `token X`; the clients of the field use both. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^(?:bearer|token)\s+(\S+)\s*$/i.exec(header ?? '');
  return match?.[1] ?? null;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether a secret is one of those. Compares in constant time. */
export function knowsKey(keys: readonly string[]): (given: string | null) => boolean {
  const digests = keys.map(digest);
  return (given) => given !== null && digests.filter((d) => timingSafeEqual(d, digest(given))).length > 0;
}

/** Throws RectoError auth.required. */
export type KeyCheck = (req: IncomingMessage, res: ServerResponse) => void;

/** Refuses a request without one of the keys; with no keys configured everybody may pass. */
export function keyCheck(keys: readonly string[]): KeyCheck {
  const isKnown = knowsKey(keys);
  return (req, res) => {
    if (keys.length === 0 || isKnown(bearerOf(req.headers.authorization))) return;
    res.setHeader('WWW-Authenticate', 'Bearer');
    throw new RectoError('auth.required');
  };
}

export function requireApiKey(keys: readonly string[]): RequestHandler {
  const check = keyCheck(keys);
  return (req, res, next) => {
    check(req, res);
    next();
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
