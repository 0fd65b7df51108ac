/** What a request asks to be parsed: where it is, or the bytes themselves in shared memory. */
export type FileSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<SharedArrayBuffer> };
