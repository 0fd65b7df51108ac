/** Liveness and readiness: `/health` as the reference answers it (wire.md 1.3), and the names of KServe. */
import { randomUUID } from 'node:crypto';
import { RectoError } from '@recto/contracts';
import type { RequestHandler } from 'express';
import type { Readiness } from '../readiness.ts';

const ok = (errorMsg: string) => ({ logId: randomUUID(), errorCode: 0, errorMsg });

export const health: RequestHandler = (_req, res) => {
  res.json(ok('Healthy'));
};

/** 503 names what is missing. */
export const ready =
  (readiness: Readiness): RequestHandler =>
  async (_req, res) => {
    const missing = await readiness.missing();
    if (missing.length > 0) {
      throw new RectoError('server.not_ready', { message: `Not ready: ${missing.join('; ')}` });
    }
    res.json(ok('Ready'));
  };
