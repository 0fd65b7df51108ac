/** The `Retry-After` header: seconds or a date (RFC 9110, 10.2.3). */

/** ms from now; null when absent or unreadable. */
export function retryAfterMs(header: string | undefined, nowEpochMs: number = Date.now()): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowEpochMs);
}
