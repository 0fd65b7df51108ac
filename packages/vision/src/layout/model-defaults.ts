/** Post-processing defaults that belong to a layout model (wire.md 5.2; the JSON beside our own models). */
import { readFile } from 'node:fs/promises';
import { type LayoutLabel, layoutLabels, RectoError } from '@recto/contracts';
import type { ModelFiles } from '../models/registry.ts';
import { type NmsLimits, referenceNmsLimits } from './nms.ts';
import type { ContainmentMode, LayoutOptions } from './region.ts';

const scalarThreshold = 0.3;
const largeClasses = [3, 5, 6, 15, 17];

/** `large` for charts, formulas and titles, `union` for the rest. */
const mergeModes: ReadonlyMap<number, ContainmentMode> = new Map(
  layoutLabels.map((_, id): [number, ContainmentMode] => [id, largeClasses.includes(id) ? 'large' : 'union']),
);

const v2Thresholds: ReadonlyMap<number, number> = new Map([
  ...layoutLabels.map((_, id): [number, number] => [id, 0.5]),
  ...[5, 6, 15, 17, 22, 23].map((id): [number, number] => [id, 0.4]),
  [20, 0.45],
]);

const shared: LayoutOptions = {
  threshold: scalarThreshold,
  nms: true,
  unclipRatio: [1, 1],
  mergeMode: mergeModes,
  shapeMode: 'auto',
};

const badSettings = (model: string) =>
  new RectoError('settings.invalid', { message: `The settings beside the model ${model} are not valid` });

const isScore = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 1;

/** Keys are class ids or labels. */
function thresholdsFrom(value: unknown, model: string): LayoutOptions['threshold'] {
  if (value === undefined) return scalarThreshold;
  if (isScore(value)) return value;
  if (typeof value !== 'object' || value === null) throw badSettings(model);
  return new Map(
    Object.entries(value).map(([key, threshold]): [number, number] => {
      const id = /^\d+$/.test(key) ? Number(key) : layoutLabels.indexOf(key as LayoutLabel);
      if (layoutLabels[id] === undefined || !isScore(threshold)) throw badSettings(model);
      return [id, threshold];
    }),
  );
}

/** What a model brings along. */
export interface ModelDefaults {
  readonly options: LayoutOptions;
  readonly nmsLimits: NmsLimits;
}

/** `{"same_class": 0.6, "cross_class": 0.8}`; a missing one is the reference's. */
function nmsLimitsFrom(value: unknown, model: string): NmsLimits {
  if (value === undefined) return referenceNmsLimits;
  if (typeof value !== 'object' || value === null) throw badSettings(model);
  const { sameClass, otherClass } = referenceNmsLimits;
  const { same_class = sameClass, cross_class = otherClass } = value as Record<string, unknown>;
  if (!isScore(same_class) || !isScore(cross_class)) throw badSettings(model);
  return { sameClass: same_class, otherClass: cross_class };
}

async function settingsOf(model: ModelFiles, path: string): Promise<ModelDefaults> {
  let settings: unknown;
  try {
    settings = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw badSettings(model.name);
  }
  if (typeof settings !== 'object' || settings === null) throw badSettings(model.name);
  const { thresholds, nms } = settings as { thresholds?: unknown; nms?: unknown };
  return {
    options: { ...shared, threshold: thresholdsFrom(thresholds, model.name) },
    nmsLimits: nmsLimitsFrom(nms, model.name),
  };
}

/** Reads the JSON beside the model where there is one. Throws RectoError settings.invalid when it is not valid. */
export async function modelDefaults(model: ModelFiles): Promise<ModelDefaults> {
  if (model.settingsPath !== null) return settingsOf(model, model.settingsPath);
  const options = model.name === 'PP-DocLayoutV2' ? { ...shared, threshold: v2Thresholds } : shared;
  return { options, nmsLimits: referenceNmsLimits };
}
