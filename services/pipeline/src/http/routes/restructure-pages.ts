/** `POST /restructure-pages`: pages of former answers go in, with tables merged and titles levelled they come out. */
import { requestSignal } from '@recto/service-kit';
import type { RequestHandler } from 'express';
import type { Admission } from '../../conductor/admission.ts';
import type { ConductorParts } from '../../conductor/parts.ts';
import { runRestructure } from '../../restructure/run-restructure.ts';
import { createByteSink } from '../body/byte-sink.ts';
import { announcedLength, type BodyLimits, discardRest, incomingBody } from '../body/incoming-body.ts';

export interface RestructurePagesDependencies {
  readonly parts: Pick<ConductorParts, 'scheduler'>;
  readonly admission: Admission;
  readonly body: BodyLimits;
}

export const restructurePages =
  ({ parts, admission, body: limits }: RestructurePagesDependencies): RequestHandler =>
  async (req, res) => {
    const closed = requestSignal(res);
    try {
      const announced = announcedLength(req, limits);
      const stay = await admission.enter(announced ?? limits.maxBytes, closed);
      try {
        const sink = createByteSink(announced);
        for await (const chunk of incomingBody(req, limits, closed)) sink.write(chunk);
        const body = await sink.finish();
        const turn = parts.scheduler.enter();
        const answer = await turn.run('restructure', closed, () =>
          runRestructure({ kind: 'request', body }, closed),
        );
        res.setHeader('Content-Type', 'application/json');
        res.end(answer);
      } finally {
        stay.leave();
      }
    } catch (error) {
      discardRest(req, res);
      throw closed.aborted ? closed.reason : error;
    }
  };
