/**
 * A service and the command that started it (`recto serve`, `recto worker`), over Node's channel between processes. Where there is
 * none, as in a container, nothing of this happens.
 */

/** Once it listens: from then on an answer on its port is its own. When the command is gone, the service ends as it does on SIGTERM. */
export function reportListening(): void {
  process.send?.('listening');
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
