/** The door to /admin: closed without a key of its own, whatever keys the callers have. */
import { RectoError } from '@recto/contracts';
import { requireApiKey } from '@recto/service-kit';
import type { RequestHandler } from 'express';

export const requireAdminKey = (key: string | null): RequestHandler =>
  key === null ? (_req, _res, next) => next(new RectoError('route.not_found')) : requireApiKey([key]);
