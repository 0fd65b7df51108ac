/** What is said to a client of the cloud's jobs, in the cloud's words (deploy-and-backends.md F.3). */
import { z } from 'zod';

export const cloudAnswer = <T extends z.ZodType>(data: T) =>
  z.object({ traceId: z.string(), code: z.literal(0), msg: z.literal('Success'), data });

export const cloudFailure = z.object({
  traceId: z.string(),
  code: z.int().describe('10008 for a bad request, 10010 for a full queue, otherwise the HTTP status'),
  msg: z.string(),
});
export type CloudFailure = z.output<typeof cloudFailure>;

export const cloudAcceptance = z.object({ jobId: z.string() });

export const cloudStates = ['pending', 'running', 'done', 'failed'] as const;
export type CloudState = (typeof cloudStates)[number];

export const cloudJob = z.object({
  jobId: z.string(),
  state: z.enum(cloudStates),
  errorMsg: z.string(),
  extractProgress: z.object({
    totalPages: z.int(),
    extractedPages: z.int(),
    startTime: z.string(),
    endTime: z.string(),
  }),
  resultUrl: z.object({ jsonUrl: z.string() }).optional(),
  resultJsonUrl: z
    .string()
    .optional()
    .describe('Works for an hour and takes no key; the next look gives a new one'),
});
export type CloudJob = z.output<typeof cloudJob>;
