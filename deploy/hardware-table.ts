/** The matrix in docs/hardware.md, from the table. */
import { accelerators, serversOf } from './accelerators.ts';

const begin = '<!-- generated: matrix -->';
const end = '<!-- /generated -->';

/** The page with its table written anew. Throws where the page has lost the marks. */
export function withHardwareTable(page: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error('the page has no place for the matrix');
  return `${before}${begin}\n${matrix()}\n${end}${after}`;
}

function matrix(): string {
  const head =
    '| directory | `VLM_BACKEND` (default first) | cards that the reference verified | driver | server image, GB (online / offline) | privileged |';
  const rows = accelerators.map(
    (accelerator) =>
      `| \`${accelerator.name}\` | ${serversOf(accelerator)
        .map((name) => `\`${name}\``)
        .join(
          ', ',
        )} | ${accelerator.facts.verifiedCards} | ${accelerator.facts.driver} | ${accelerator.facts.serverImageGb} | ${accelerator.wiring.privileged ? 'yes' : 'no'} |`,
  );
  return [head, '|---|---|---|---|---|---|', ...rows].join('\n');
}
