/** Spans around the steps that a page takes, as far as they tell where time went: opening, layout, recognition, every crop. */
import type { VlmClient } from '@recto/recognition';
import { inCallSpan, inSpan } from '@recto/service-kit';
import type { ConductorParts } from '../conductor/parts.ts';

type Traced = Pick<ConductorParts, 'documents' | 'detector' | 'recognizePage'>;

/** The same parts; without tracing they cost a call more. */
export function tracedParts<T extends Traced>(parts: T): T {
  const { documents, detector, recognizePage } = parts;
  return {
    ...parts,
    documents: {
      ...documents,
      open: (...args: Parameters<typeof documents.open>) =>
        inSpan('open document', {}, () => documents.open(...args)),
    },
    detector: {
      ...detector,
      detect: (...args: Parameters<typeof detector.detect>) =>
        inSpan('find regions', {}, () => detector.detect(...args)),
    },
    recognizePage: (...args: Parameters<typeof recognizePage>) =>
      inSpan('recognise page', {}, () => recognizePage(...args)),
  };
}

/** The same client, a span for each crop; the gateway's span lies below it. */
export const tracedClient = (client: VlmClient): VlmClient => ({
  ask: (question) => inCallSpan('read crop', { 'recto.task': question.task }, () => client.ask(question)),
});
