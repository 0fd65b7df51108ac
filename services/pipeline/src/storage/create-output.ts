/** Output storage from its configuration. */
import type { OutputConfig } from '../config/output-config.ts';
import type { ServedFiles } from '../http/routes/files.ts';
import { createFileSystemStorage } from './file-system-storage.ts';
import { createOutputFiles, type OutputFiles } from './output-files.ts';
import { memoryStorage } from './output-storage.ts';
import { createS3Storage } from './s3-storage.ts';
import { createSignedFiles } from './signed-files.ts';

export interface Output {
  /** Null where files only stand in the answer. */
  readonly files: OutputFiles | null;
  /** Null where this server serves no files itself. */
  readonly served: ServedFiles | null;
}

const attempts = 3;
const retryMs = 200;

export function createOutput(config: OutputConfig): Output {
  const { storage, returnUrls, urlSeconds, publicUrl, fileUrlSecret: secret } = config;
  switch (storage?.type) {
    case undefined:
      return { files: null, served: null };
    case 'memory':
      return {
        files: createOutputFiles({ storage: memoryStorage, returnUrls, keyPrefix: '' }),
        served: null,
      };
    case 'file_system': {
      const { directory } = storage;
      const signed = publicUrl === null ? null : createSignedFiles({ publicUrl, secret, urlSeconds });
      const kept = createFileSystemStorage({ directory, urlOf: signed?.urlOf ?? null });
      return {
        files: createOutputFiles({ storage: kept, returnUrls, keyPrefix: '' }),
        served: signed && { directory, signed },
      };
    }
    case 's3': {
      const kept = createS3Storage({ ...storage, urlSeconds, attempts, retryMs });
      return {
        files: createOutputFiles({ storage: kept, returnUrls, keyPrefix: storage.keyPrefix }),
        served: null,
      };
    }
  }
}
