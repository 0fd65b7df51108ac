/** Errors that come in the background again and again: connections to a server that is away, each every two seconds. */
import type { Logger } from '@recto/service-kit';

const pauseMs = 60_000;
/** Different ones that are remembered. */
const mostKinds = 100;

/** Logs an error with `message`; the same one again after a minute at the earliest, with how often it came meanwhile. */
export function createComplaints(
  logger: Pick<Logger, 'warn'>,
  message: string,
  now: () => number = () => performance.now(),
): (error: Error) => void {
  const kinds = new Map<string, { toldAt: number; untold: number }>();
  return (error) => {
    const { code } = error as NodeJS.ErrnoException;
    const kind = `${code ?? error.name} ${error.message}`;
    const known = kinds.get(kind);
    if (known !== undefined && now() - known.toldAt < pauseMs) {
      known.untold += 1;
      return;
    }
    if (kinds.size === mostKinds) kinds.clear();
    kinds.set(kind, { toldAt: now(), untold: 0 });
    const times = known && known.untold > 0 ? { timesSince: known.untold } : {};
    // Of what a system call says, the stack is Node's own.
    logger.warn(
      { ...(code === undefined ? { err: error } : { reason: error.message || code }), ...times },
      message,
    );
  };
}
