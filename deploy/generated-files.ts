/** What is written from the tables, by path below the root of the repository. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeFiles } from './compose/files.ts';
import { withHardwareTable } from './hardware-table.ts';
import { dashboardJson } from './observability/dashboard.ts';

const dashboardFile = 'deploy/observability/generated/grafana-dashboard.json';
const hardwarePage = 'docs/hardware.md';

export async function generatedFiles(root: string): Promise<Map<string, string>> {
  const page = await readFile(join(root, hardwarePage), 'utf8');
  return new Map([
    ...composeFiles(),
    [hardwarePage, withHardwareTable(page)],
    [dashboardFile, dashboardJson()],
  ]);
}
