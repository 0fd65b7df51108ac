export { type ErrorEnvelope, errorEnvelope, type SuccessEnvelope } from './envelope.ts';
export { type ErrorCode, errorCatalogue } from './error-catalogue.ts';
export {
  type BlockLabel,
  defaultMarkdownIgnoreLabels,
  type LayoutLabel,
  layoutLabels,
  type PromptLabel,
  promptLabels,
  unorderedLabels,
} from './layout-labels.ts';
export { type OpenAiErrorBody, openAiErrorBody } from './openai-error.ts';
export type {
  BlockFailure,
  ContentSource,
  DataInfo,
  DocPreprocessorResult,
  LayoutBox,
  LayoutParsingElement,
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
