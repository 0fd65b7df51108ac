/** Who calls, as limits and jobs know it. */
import { createHash } from 'node:crypto';
import { bearerOf } from '@recto/service-kit';
import type { Request } from 'express';

/** A key stands for its owner, and cannot be told from its name in stores. */
const ownerOf = (apiKey: string | null): string =>
  apiKey === null ? 'anyone' : createHash('sha256').update(`owner\n${apiKey}`).digest('hex').slice(0, 32);

/** Without keys everybody is one. */
export const callerOf = (req: Request, { apiKeys }: { readonly apiKeys: readonly string[] }): string =>
  ownerOf(apiKeys.length === 0 ? null : bearerOf(req.get('authorization')));
