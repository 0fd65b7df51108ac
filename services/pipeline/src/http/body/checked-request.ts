/** The fields of a request whose file was taken out while it arrived. */
import {
  invalidRequest,
  type LayoutParsingRequest,
  layoutParsingRequest,
  validateBody,
} from '@recto/contracts';

/** Throws RectoError request.invalid. */
export function checkedRequest<F extends { readonly kind: string }>(
  fields: unknown,
  file: F | null,
): { readonly request: LayoutParsingRequest; readonly file: F } {
  const isObject = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
  // The schema still wants to see a file.
  const whole = isObject && file ? { ...fields, file: file.kind } : fields;
  const request = validateBody(layoutParsingRequest, whole);
  if (file !== null) return { request, file };
  throw invalidRequest([{ type: 'missing', loc: ['body', 'file'], msg: 'Field required', input: null }]);
}
