/** Looks things up in the OpenAPI document, and holds values against its schemas. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenApiDocument } from './document.ts';

export interface MediaType {
  readonly schema?: object;
}

export interface WrittenOperation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, WrittenResponse>>;
  readonly security?: readonly object[];
}

export interface WrittenResponse {
  readonly content?: Readonly<Record<string, MediaType>>;
  readonly headers?: Readonly<Record<string, { readonly schema: object }>>;
}

export interface DocumentReader {
  /** Throws for what the document does not have. */
  operation(method: string, path: string): WrittenOperation;
  /** What is wrong with a value; null when it fits. */
  faults(schema: object, value: unknown): string | null;
}

export function createDocumentReader({ paths, components }: OpenApiDocument): DocumentReader {
  const ajv = new Ajv2020({ strictTypes: false, validateFormats: false, allErrors: true });
  ajv.addVocabulary(['components']);
  ajv.addSchema({ $id: 'recto:document', components });
  const patterns = Object.keys(paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  }));
  // The plainest first: /results/x.jsonl is no job.
  patterns.sort((a, b) => b.path.length - a.path.length);
  return {
    operation: (method, path) => {
      const found = patterns.find(({ pattern }) => pattern.test(path));
      const operation = found && paths[found.path]?.[method.toLowerCase()];
      if (operation === undefined) throw new Error(`the document has no ${method} ${path}`);
      return operation as WrittenOperation;
    },
    faults: (schema, value) => {
      const absolute = JSON.parse(
        JSON.stringify(schema).replaceAll('"#/components', '"recto:document#/components'),
      );
      return ajv.validate(absolute, value) ? null : ajv.errorsText();
    },
  };
}
