/** How large a file may become that its format wants to hold in memory or count in few bits. */
export interface ExportLimits {
  /** Memory of one DOCX file, which is built as a whole: its pictures and what its text takes in the library. */
  readonly maxDocxBytes: number;
  /** One ZIP archive: without ZIP64 its offsets have 32 bits. */
  readonly maxZipBytes: number;
  /** Likewise 16 bits. */
  readonly maxZipEntries: number;
  /** LaTeX beyond this many characters stays text. */
  readonly maxLatexLength: number;
}

export const defaultExportLimits: ExportLimits = {
  maxDocxBytes: 640 * 1024 * 1024,
  maxZipBytes: 4 * 1024 ** 3 - 64 * 1024 * 1024,
  maxZipEntries: 65_000,
  maxLatexLength: 10_000,
};
