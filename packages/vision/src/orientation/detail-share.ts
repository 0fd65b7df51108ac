/** The JSON beside an orientation model: `{"details": 0.2857}` for one that also looks at squares of print. */
import { readFile } from 'node:fs/promises';
import { RectoError } from '@recto/contracts';
import type { ModelFiles } from '../models/registry.ts';

/** Null for a model that knows whole pages only. Throws RectoError settings.invalid when the JSON is not valid. */
export async function detailShareOf({ name, settingsPath }: ModelFiles): Promise<number | null> {
  if (settingsPath === null) return null;
  const settings: unknown = await readFile(settingsPath, 'utf8')
    .then(JSON.parse)
    .catch(() => null);
  const share = (settings as { details?: unknown } | null)?.details;
  if (typeof share === 'number' && share > 0 && share <= 1) return share;
  throw new RectoError('settings.invalid', {
    message: `The settings beside the model ${name} are not valid`,
  });
}
