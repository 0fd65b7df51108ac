export { type ErrorEnvelope, errorEnvelope, type SuccessEnvelope } from './envelope.ts';
export { type ErrorCode, errorCatalogue } from './error-catalogue.ts';
export {
  type JobDelivery,
  type JobEventName,
  type JobFailure,
  type JobList,
  type JobOptions,
  type JobPriority,
  type JobResultFormat,
  type JobState,
  type JobView,
  jobEventNames,
  jobListQuery,
  jobOptions,
  jobPriorities,
  jobQuery,
  jobResultFormats,
  jobResultQuery,
  jobStates,
} from './jobs.ts';
export {
  type BlockLabel,
  defaultMarkdownIgnoreLabels,
  type LayoutLabel,
  layoutLabels,
  type PromptLabel,
  promptLabels,
  unorderedLabels,
} from './layout-labels.ts';
export {
  errorModes,
  exportScopes,
  fieldsFromText,
  type LabelPolicy,
  type LayoutParsingInput,
  type LayoutParsingRequest,
  labelPolicies,
  layoutParsingRequest,
  layoutShapeModes,
  markdownStyles,
  mergeBboxesModes,
  type OutputFormat,
  outputFormats,
  textLayerModes,
} from './layout-parsing-request.ts';
export type { LayoutParsingResult, RestructurePagesResult } from './layout-parsing-response.ts';
export {
  type RestructurePagesRequest,
  restructurePage,
  restructurePagesRequest,
} from './layout-parsing-restructure.ts';
export {
  asciiJson,
  invalidRequest,
  notJson,
  type ValidationItem,
  validateBody,
} from './layout-parsing-validation.ts';
export { type OpenAiErrorBody, openAiErrorBody } from './openai-error.ts';
export type {
  BlockConfidence,
  BlockFailure,
  ContentSource,
  DataInfo,
  DocPreprocessorResult,
  ExportedFile,
  Exports,
  LayoutBox,
  LayoutParsingElement,
  MergeSource,
  ModelSettings,
  ParsingBlock,
  PrunedResult,
  SpottingResult,
} from './page-result.ts';
export {
  type ErrorPlace,
  fromPlain,
  type PlainError,
  RectoError,
  type RectoErrorOptions,
  toPlain,
} from './recto-error.ts';
