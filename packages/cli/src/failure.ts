/** What a command tells its user and its caller when it cannot do what was asked: one line and an exit code. */
export const exitCodes = {
  done: 0,
  /** The network, the disk, another process. Trying again may help. */
  failed: 1,
  /** Wrong usage, unknown name. */
  usage: 2,
  /** A file is not what it should be. */
  mismatch: 3,
  /** Stopped by the user, as a shell reports it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export class Failure extends Error {
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}
