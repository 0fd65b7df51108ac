/** How every subcommand ends: well, with a failure told in a line, or stopped by its user. */
import { exitCodes, Failure } from './failure.ts';

/**
 * Resolves with the exit code; rejects only where the program itself is wrong. `stopped`: what a user who stops the command is
 * told, null = nothing.
 */
export async function runCommand(
  stopped: string | null,
  run: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await run(stop.signal);
  } catch (error) {
    if (stop.signal.aborted) {
      if (stopped !== null) console.error(stopped);
      return exitCodes.interrupted;
    }
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    return error.exitCode;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
