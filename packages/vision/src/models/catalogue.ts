/**
 * The models that Recto knows by name: what each is for, and for those that do not ship with it, where their public
 * ONNX conversions lie and how a good file is known. Facts only; nothing here reads a disk or dials.
 *
 * No entry was ever downloaded where it was written (there was no way out to these hosts): addresses, sizes and sums
 * are those that other public projects pin and check. `evidence` says how many agree.
 */
export const modelRoles = ['layout', 'orientation', 'unwarping'] as const;
export type ModelRole = (typeof modelRoles)[number];

/** A public conversion. Addresses name a revision where the host has them, so that they mean the same bytes tomorrow. */
export interface ModelSource {
  /** Tried in this order; all give the same bytes. */
  readonly urls: readonly string[];
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** False where the sum was found in one place only: every listing says so. */
  readonly confirmed: boolean;
  /** Where size and sum come from, and what could not be checked. */
  readonly evidence: string;
}

export interface KnownModel {
  readonly name: string;
  readonly role: ModelRole;
  /** SPDX identifier of the weights, as their publisher states it. */
  readonly licence: string;
  /** Boxes are refined after the network unless a request says otherwise (layout/refine). */
  readonly refine: boolean;
  /** Null for a model that ships with Recto. */
  readonly source: ModelSource | null;
}

/** PaddlePaddle's own conversions on Hugging Face, and the mirror of that host. */
const paddle = (repository: string, revision: string): string[] =>
  huggingFace(`PaddlePaddle/${repository}`, revision, 'inference.onnx');

const huggingFace = (repository: string, revision: string, file: string): string[] =>
  ['https://huggingface.co', 'https://hf-mirror.com'].map(
    (host) => `${host}/${repository}/resolve/${revision}/${file}`,
  );

export const knownModels: readonly KnownModel[] = [
  { name: 'recto-layout-s', role: 'layout', licence: 'Apache-2.0', refine: true, source: null },
  { name: 'recto-orientation', role: 'orientation', licence: 'Apache-2.0', refine: false, source: null },
  {
    name: 'PP-DocLayoutV3',
    role: 'layout',
    licence: 'Apache-2.0',
    refine: false,
    source: {
      urls: [
        ...paddle('PP-DocLayoutV3_onnx', '46bbdf188bb0a772c08aed74882ce7e51a8f1ea6'),
        // The publisher's second place, without a revision: whatever lies there is believed by its sum alone.
        'https://www.modelscope.cn/models/PaddlePaddle/PP-DocLayoutV3_onnx/resolve/master/inference.onnx',
      ],
      bytes: 130_502_049,
      sha256: '45bf71750b00739a41fc209f132eb104a4d6b5bb29483c9078164d8b87cf28ba',
      confirmed: true,
      evidence:
        'sum and size agree in seven public projects that pin this revision; ' +
        'RapidLayout v1.2.0 publishes another conversion of the same weights (sum 250dbad1…)',
    },
  },
  {
    name: 'PP-DocLayoutV2',
    role: 'layout',
    licence: 'Apache-2.0',
    refine: false,
    source: {
      urls: [
        ...huggingFace(
          'alex-dinh/PP-DocLayoutV2-ONNX',
          '5e30a2650d087e23af3a8084d42bd30d135af771',
          'PP-DocLayoutV2.onnx',
        ),
        ...huggingFace(
          'topdu/PP_DoclayoutV2_onnx',
          '4de0e57bf2a3f7e818f1ad0cbf2961c33818a07b',
          'PP-DoclayoutV2.onnx',
        ),
      ],
      bytes: 213_963_712,
      sha256: '2009fcb35e64085ab9f6f2b27aca550edc29a040a24f7d6a0f05b74a2f804860',
      confirmed: true,
      evidence:
        'sum and size agree in three public projects and over both repositories; ' +
        'PaddlePaddle/PP-DocLayoutV2_onnx holds a conversion of its own whose sum was not found',
    },
  },
  {
    name: 'PP-LCNet_x1_0_doc_ori',
    role: 'orientation',
    licence: 'Apache-2.0',
    refine: false,
    source: {
      urls: paddle('PP-LCNet_x1_0_doc_ori_onnx', '7330ab7039123e46af2dc03154b9969aa412c61d'),
      bytes: 6_788_069,
      sha256: 'af9a0a4f317ff0709ce752067807f819cb15d883f8ecad89f28df1c6ee2d9c92',
      confirmed: true,
      evidence: 'sum agrees in nine public projects that pin this revision, the size in three of them',
    },
  },
  {
    name: 'UVDoc',
    role: 'unwarping',
    licence: 'Apache-2.0',
    refine: false,
    source: {
      urls: paddle('UVDoc_onnx', '3bcf535371727d11e783101f79a504c68848aae3'),
      bytes: 31_684_150,
      sha256: '54cab30dc2cf347b4f3d6971c833b1c3d84f5ef17280f1f6d15796bff20e63d6',
      confirmed: false,
      evidence:
        'the size agrees in three public projects that pin this revision; only one of them gives the sum',
    },
  },
];

const byName: ReadonlyMap<string, KnownModel> = new Map(knownModels.map((model) => [model.name, model]));
const bySum: ReadonlyMap<string, KnownModel> = new Map(
  knownModels.flatMap((model) => (model.source ? [[model.source.sha256, model] as const] : [])),
);

export const knownModel = (name: string): KnownModel | undefined => byName.get(name);
/** @param sha256 lower-case hexadecimal */
export const knownModelOfSum = (sha256: string): KnownModel | undefined => bySum.get(sha256);

/** What to type to get a model; for messages to users. */
export const installCommand = (name: string): string => `npm run recto -- models pull ${name}`;
