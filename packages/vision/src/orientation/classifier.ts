/** Which way up a page is, by a four-way classifier in worker threads, and by the words of a PDF. */
import { RectoError } from '@recto/contracts';
import type { Page } from '@recto/documents';
import { defaultOrientationModel, findModel } from '../models/registry.ts';
import { createSessionPool, type SessionPool, type SessionPoolOptions } from '../onnx/session-pool.ts';
import { detailShareOf } from './detail-share.ts';
import { type QuarterTurn, quarterTurns } from './rotate-raster.ts';
import { turnOfWords } from './turn-of-words.ts';
import { turnText } from './turn-text.ts';

export interface OrientationClassifierOptions extends SessionPoolOptions {
  model?: string | undefined;
  modelsDir?: string | undefined;
  pool?: SessionPool | undefined;
}

export interface OrientationClassifier {
  readonly modelName: string;
  /** Degrees by which the page has to be turned counter-clockwise to stand upright. */
  classify(page: Page, signal: AbortSignal): Promise<QuarterTurn>;
  /** The page turned counter-clockwise, words and all. */
  turn(page: Page, degrees: QuarterTurn, signal: AbortSignal): Promise<Page>;
  close(): Promise<void>;
}

/** Throws RectoError model.not_installed when the model's file is absent, settings.invalid for an unknown device. */
export async function createOrientationClassifier(
  options: OrientationClassifierOptions = {},
): Promise<OrientationClassifier> {
  const model = await findModel(options.model ?? defaultOrientationModel, 'orientation', options.modelsDir);
  const detailShare = await detailShareOf(model);
  const pool = options.pool ?? createSessionPool(options);
  return {
    modelName: model.name,
    async classify({ raster, textLayer }, signal) {
      // A foreign model stays an exact stand-in for the reference's, which sees pictures only.
      const told = detailShare === null ? null : turnOfWords(textLayer);
      if (told !== null) return told;
      const scores = await pool.classify(model.path, raster, detailShare, signal);
      const turn = quarterTurns[scores.indexOf(Math.max(...scores))];
      if (turn === undefined) throw new RectoError('layout.failed');
      return turn;
    },
    async turn(page, degrees, signal) {
      if (degrees === 0) return page;
      const raster = await pool.turn(page.raster, degrees, signal);
      const textLayer = page.textLayer && turnText(page.textLayer, degrees, page.raster);
      return { ...page, raster, textLayer };
    },
    close: async () => {
      if (options.pool === undefined) await pool.close();
    },
  };
}
