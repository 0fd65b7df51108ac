/** A path that a document or a caller names, as a name in an archive: it stays within, on every system that unpacks it. */
export function safePath(path: string): string {
  const segments = path
    .split(/[/\\]/)
    .map((segment) =>
      segment
        .replace(/[^\p{L}\p{N}_.-]/gu, '_')
        .replace(/^\.+/, '_')
        .slice(0, longestSegment),
    )
    .filter((segment) => segment !== '');
  return segments.slice(-deepest).join('/') || 'picture.jpg';
}

const longestSegment = 120;
const deepest = 4;
