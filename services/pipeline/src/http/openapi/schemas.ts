/** The shapes that the OpenAPI document names: the schemas that requests are checked with, and those that answers have their types from. */
import {
  blockFailure,
  concatenatedResult,
  dataInfo,
  exportedFiles,
  failureEnvelope,
  jobFailure,
  jobList,
  jobOptions,
  jobView,
  layoutBox,
  layoutParsingElement,
  layoutParsingRequest,
  layoutParsingResult,
  parsingBlock,
  prunedResult,
  restructurePagesRequest,
  restructurePagesResult,
  successEnvelope,
} from '@recto/contracts';
import { z } from 'zod';
import { cloudJobFields } from '../routes/cloud-jobs/cloud-order.ts';
import { cloudAcceptance, cloudAnswer, cloudFailure, cloudJob } from '../routes/cloud-jobs/cloud-shapes.ts';

/** A part of a form that is a file; as an ordinary field it is what JSON has. */
const filePart = z.string().meta({
  format: 'binary',
  contentMediaType: 'application/octet-stream',
  description: 'The file; as a field without a file name: http(s) URL or base64',
});

const { file: fileText, ...parsingOptions } = layoutParsingRequest.shape;
const jobFields = { ...parsingOptions, ...jobOptions.shape };

/** Of a form or a query, where everything is text (`fieldsFromText`). */
const asText = (fields: z.core.$ZodShape): z.ZodObject =>
  z.object(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, textField(field)])));

/** Null is not to be said, only left out, and a list is its JSON. */
function textField(field: z.core.$ZodType): z.core.$ZodType {
  if (field instanceof z.ZodDefault && field.def.defaultValue !== null) return field;
  let inner = field;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional || inner instanceof z.ZodNullable)
    inner = inner.unwrap();
  if (inner === field) return field;
  const text = inner instanceof z.ZodArray ? jsonText(inner) : inner;
  return z.optional(text).meta(z.globalRegistry.get(field) ?? {});
}

const jsonText = (schema: z.ZodArray): z.ZodString =>
  z.string().meta({ contentMediaType: 'application/json', contentSchema: plainSchema(schema) });

const named = {
  LayoutParsingRequest: layoutParsingRequest,
  LayoutParsingForm: asText({ file: filePart, ...parsingOptions }),
  LayoutParsingOptions: asText(parsingOptions),
  LayoutParsingAnswer: successEnvelope(layoutParsingResult),
  LayoutParsingElement: layoutParsingElement,
  PrunedResult: prunedResult,
  ConcatenatedResult: concatenatedResult,
  ParsingBlock: parsingBlock,
  LayoutBox: layoutBox,
  BlockFailure: blockFailure,
  DataInfo: dataInfo,
  Exports: exportedFiles,
  RestructurePagesRequest: restructurePagesRequest,
  RestructurePagesAnswer: successEnvelope(restructurePagesResult),
  JobRequest: z.object({ file: fileText, ...jobFields }),
  JobForm: asText({ file: filePart, ...jobFields }),
  JobRequestOptions: asText(jobFields),
  Job: jobView,
  JobFailure: jobFailure,
  JobList: jobList,
  CloudJobRequest: z.object({ file: fileText.optional(), ...cloudJobFields.shape }),
  CloudJobForm: asText({ file: filePart.optional(), ...cloudJobFields.shape }),
  CloudJobAccepted: cloudAnswer(cloudAcceptance),
  CloudJob: cloudAnswer(cloudJob),
  CloudFailure: cloudFailure,
  Health: z.object({ logId: z.string(), errorCode: z.literal(0), errorMsg: z.string() }),
  Failure: failureEnvelope,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type SchemaName = keyof typeof named;
type JsonSchema = z.core.JSONSchema.BaseSchema;

const pathOf = (name: string): string => `#/components/schemas/${name}`;

export const schemaRef = (name: SchemaName): { readonly $ref: string } => ({ $ref: pathOf(name) });

/** JSON Schemas of what goes in, so that fields with a default may be absent and further fields may come. */
export function namedSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id?: string | undefined }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: pathOf, override: asWritten });
  return Object.fromEntries(
    // Both are said by the document and by the name.
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

interface Override {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: JsonSchema;
}

function asWritten({ zodSchema: { _zod }, jsonSchema }: Override): void {
  // zod leaves defaults out where a value is coerced first.
  if (_zod.def.type === 'default') jsonSchema.default = _zod.def.defaultValue;
  // In OpenAPI this would be about requests.
  delete jsonSchema.readOnly;
  // What JavaScript counts to is no rule of this API.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/** Without what it says of itself. */
function plainSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, { io: 'input', override: asWritten });
  return plain;
}

/** Fields of a query as parameters. */
export const queryParameters = (query: z.ZodObject) =>
  Object.entries(query.shape).map(([name, field]) => {
    const { description, ...schema } = plainSchema(field);
    return { name, in: 'query', ...(description && { description }), schema };
  });
