/** What one check of `recto doctor` says: one line, and where something is wrong, what to do about it. */
export type Finding =
  | { readonly state: 'good'; readonly what: string }
  /** Works, or is not needed; a reader may want to know. */
  | { readonly state: 'doubtful'; readonly what: string; readonly remedy: string }
  | { readonly state: 'bad'; readonly what: string; readonly remedy: string };

export const good = (what: string): Finding => ({ state: 'good', what });
export const doubtful = (what: string, remedy: string): Finding => ({ state: 'doubtful', what, remedy });
export const bad = (what: string, remedy: string): Finding => ({ state: 'bad', what, remedy });

const marks = { good: 'ok  ', doubtful: '?   ', bad: 'FAIL' } as const;

export const findingLine = (finding: Finding): string =>
  finding.state === 'good'
    ? `${marks.good}  ${finding.what}`
    : `${marks[finding.state]}  ${finding.what}: ${finding.remedy}`;
