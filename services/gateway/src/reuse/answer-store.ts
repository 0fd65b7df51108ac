/** Where answers are kept. Neither call throws: a store that is down is a store that knows nothing. */
export interface AnswerStore {
  /** Null for what it does not have, or not any more. */
  get(key: string): Promise<Buffer | null>;
  set(key: string, answer: Buffer): Promise<void>;
  close(): Promise<void>;
}
