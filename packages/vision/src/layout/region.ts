/** What layout detection says of a page: where something is and what kind of thing it is. */
import type { LayoutLabel } from '@recto/contracts';
import type { Raster } from '@recto/documents';
import type { Box, Point } from '@recto/geometry';

export interface Region {
  readonly classId: number;
  readonly label: LayoutLabel;
  /** 0..1, float32 widened to double. */
  readonly score: number;
  /** Integers, clamped to the page. */
  readonly box: Box;
  /** 1-based running number over the ordered labels, null for the others (wire.md 3.2). */
  readonly order: number | null;
  /** At least four points; null when the model has no masks or the shape mode is `rect`. */
  readonly polygon: readonly Point[] | null;
}

export type ContainmentMode = 'union' | 'large' | 'small';
export type ShapeMode = 'rect' | 'quad' | 'poly' | 'auto';

/** Post-processing of one request (pipeline.md 2.4), already merged with the configuration. Maps are keyed by class id. */
export interface LayoutOptions {
  threshold: number | ReadonlyMap<number, number>;
  nms: boolean;
  /** Factors on width and height about the centre. */
  unclipRatio: readonly [number, number] | ReadonlyMap<number, readonly [number, number]>;
  mergeMode: ContainmentMode | ReadonlyMap<number, ContainmentMode>;
  shapeMode: ShapeMode;
}

export interface LayoutDetector {
  /** File name of the model without its extension. */
  readonly modelName: string;
  /** Post-processing defaults that belong to this model. */
  readonly defaults: LayoutOptions;
  /** Regions in reading order. Throws RectoError layout.failed; AbortError when the signal fires. */
  detect(raster: Raster, options: LayoutOptions, signal: AbortSignal): Promise<Region[]>;
  close(): Promise<void>;
}
