/** What the store keeps of a job beside its bytes. All of it JSON; times in ms since 1970. */

import type { BlockFailure, ErrorCode, JobPriority, OutputFormat } from '@recto/contracts';
import type { OpenedDocument } from '@recto/documents';
import type { StepTimes } from '../../conductor/stage-clock.ts';

/** Written once, before the job is queued. Holds nothing that a listing must not show. */
export interface JobRecord {
  readonly id: string;
  /** Whose job it is; see owner.ts. */
  readonly owner: string;
  readonly createdAt: number;
  readonly priority: JobPriority;
  /** What a callback is told. */
  readonly callback: 'nothing' | 'end' | 'pages and end';
  readonly input: {
    /** Null until a URL was fetched. */
    readonly bytes: number | null;
    readonly sha256: string | null;
  };
}

/** Who is told about the job. */
export interface JobCallback {
  readonly url: string;
  /** Signs what is sent. */
  readonly secret: string;
}

/** What is needed to do the job, passwords included; deleted when the job is concluded. */
export interface JobOrder {
  /** Fields of `/layout-parsing`, as they were sent, without the file. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Null where the file itself was sent. */
  readonly url: string | null;
}

/** Which pages, and how they are split. Written once, when the document was opened. */
export interface JobPlan {
  /** Index in the document of each page of the answer. */
  readonly pages: readonly number[];
  readonly type: OpenedDocument['type'];
  readonly inputBytes: number;
  /** Of fetching and opening it; absent in plans of earlier versions. */
  readonly timings?: StepTimes;
  /** Pages of the answer, from 0: first and the one after the last. */
  readonly ranges: readonly (readonly [first: number, end: number])[];
}

export interface JobError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly page?: number | undefined;
  readonly block?: number | undefined;
}

export const finalStates = ['succeeded', 'partial', 'failed', 'cancelled'] as const;
export type FinalState = (typeof finalStates)[number];

/** What a job cost, ms: per step, summed over its pages and all workers; and how long it waited until its pages were begun. */
export type JobTimings = StepTimes & { readonly queue?: number };

/** How it ended. Written once: of a result, a failure and a cancellation, the first to be written is the truth. */
export interface JobOutcome {
  readonly state: FinalState;
  readonly finishedAt: number;
  readonly expiresAt: number;
  readonly error: JobError | null;
  readonly pagesTotal: number | null;
  readonly pagesDone: number;
  readonly blocksDone: number;
  readonly failures: readonly BlockFailure[];
  /** Files of the whole document that the answer has. */
  readonly formats: readonly OutputFormat[];
  /** When work on its pages began. */
  readonly startedAt: number | null;
  readonly timings: JobTimings;
}

/** What remains when data was deleted: the outcome's place in a listing, for a while. */
export interface Tombstone {
  readonly expiredAt: number;
}
