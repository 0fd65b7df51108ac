/** What the document says of an operation, and how that is written in OpenAPI. */
import type { ErrorCode } from '@recto/contracts';
import { failureResponses } from './failures.ts';
import { type SchemaName, schemaRef } from './schemas.ts';

export interface OperationPlan {
  readonly operationId: string;
  readonly tag: 'Parsing' | 'Jobs' | 'Cloud jobs' | 'Health';
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly object[];
  /** By content type. */
  readonly body?: Readonly<Record<string, object>>;
  /** Successes by status. */
  readonly answers: Readonly<Record<string, object>>;
  readonly failures?: readonly ErrorCode[];
  /** Default: the envelope. */
  readonly failureSchema?: (status: number) => SchemaName;
  /** Asks for no key. */
  readonly open?: true;
}

/** Express paths, with `:id` as `{id}`, then methods. */
export type Paths = Readonly<
  Record<string, Readonly<Partial<Record<'get' | 'post' | 'delete', OperationPlan>>>>
>;

/** @param keyed whether the service has API keys */
export function writeOperation(plan: OperationPlan, keyed: boolean): object {
  const { operationId, tag, summary, description, parameters, body, answers } = plan;
  const asksForKey = keyed && !plan.open;
  const codes: ErrorCode[] = [
    ...(asksForKey ? (['auth.required'] as const) : []),
    ...(plan.failures ?? []),
    'internal',
  ];
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(parameters && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: { ...answers, ...failureResponses(codes, plan.failureSchema ?? (() => 'Failure')) },
    ...(asksForKey && { security: [{ apiKey: [] }] }),
  };
}

export const jsonAnswer = (description: string, schema: SchemaName, headers?: object): object => ({
  description,
  ...(headers && { headers }),
  content: { 'application/json': { schema: schemaRef(schema) } },
});

export const textSchema = { type: 'string' } as const;

export const pathParameter = (name: string, schema: object = textSchema): object => ({
  name,
  in: 'path',
  required: true,
  schema,
});

export const headerParameter = (name: string, description: string, schema: object = textSchema): object => ({
  name,
  in: 'header',
  description,
  schema,
});

/** Bodies in all forms that `readParseBody` takes. */
export const fileBodies = (request: SchemaName, form: SchemaName): Record<string, object> => ({
  'application/json': {
    schema: schemaRef(request),
    example: { file: 'https://example.com/paper.pdf', visualize: false },
  },
  'multipart/form-data': { schema: schemaRef(form) },
  'application/pdf': {},
  'image/*': {},
  'application/octet-stream': {},
});

/** All options as one parameter each; they are read only beside a bare file. */
export const optionsInQuery = (options: SchemaName): object => ({
  name: 'options',
  in: 'query',
  description: 'Beside a bare file (a body that is neither JSON nor a form): one parameter for each',
  style: 'form',
  explode: true,
  schema: { ...schemaRef(options), examples: [{}] },
});
