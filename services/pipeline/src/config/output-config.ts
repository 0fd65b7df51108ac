/** Output storage as the service runs it: the pipeline file's words, the credentials of the environment, what must fit together. */
import { randomBytes } from 'node:crypto';
import { ConfigError } from '@recto/service-kit';
import { longestUrlSeconds } from '../storage/s3-storage.ts';
import type { BucketSettings, StorageSettings } from './storage-settings.ts';

export interface FileOutput {
  readonly storage: StorageSettings | undefined;
  readonly returnUrls: boolean;
  /** s; -1 or absent for as long as a signature allows. */
  readonly urlExpiresIn: number | undefined;
}

export interface OutputVariables {
  readonly PUBLIC_URL?: string | undefined;
  readonly FILE_URL_SECRET?: string | undefined;
  readonly STORAGE_ACCESS_KEY_ID?: string | undefined;
  readonly STORAGE_SECRET_ACCESS_KEY?: string | undefined;
}

export type OutputConfig = ReturnType<typeof outputConfig>;

/** Throws ConfigError: a server that cannot give the addresses it is told to give does not start. */
export function outputConfig(file: FileOutput, env: OutputVariables) {
  const { storage, returnUrls } = file;
  const publicUrl = env.PUBLIC_URL?.replace(/\/+$/, '') ?? null;
  const givesUrls = storage?.type === 's3' || (storage?.type === 'file_system' && publicUrl !== null);
  if (returnUrls && !givesUrls) {
    const need = 'an S3-compatible file_storage, or file_system with PUBLIC_URL set';
    throw new ConfigError([`PIPELINE: Serving.extra.return_img_urls: needs ${need}`]);
  }
  return {
    storage: storage?.type === 's3' ? withCredentials(storage, env) : (storage ?? null),
    returnUrls,
    urlSeconds:
      file.urlExpiresIn === undefined || file.urlExpiresIn < 0 ? longestUrlSeconds : file.urlExpiresIn,
    publicUrl,
    /** Without one of the operator's, addresses die with the process. */
    fileUrlSecret: env.FILE_URL_SECRET ?? randomBytes(32).toString('hex'),
  };
}

function withCredentials(storage: BucketSettings, env: OutputVariables) {
  const accessKeyId = storage.accessKeyId ?? env.STORAGE_ACCESS_KEY_ID;
  const secretAccessKey = storage.secretAccessKey ?? env.STORAGE_SECRET_ACCESS_KEY;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ConfigError([
      'PIPELINE: Serving.extra.file_storage: has no credentials, nor have STORAGE_ACCESS_KEY_ID and STORAGE_SECRET_ACCESS_KEY',
    ]);
  }
  if (!URL.canParse(storage.endpoint)) {
    throw new ConfigError([
      'PIPELINE: Serving.extra.file_storage.endpoint: must be an http(s) URL or a host',
    ]);
  }
  return { ...storage, accessKeyId, secretAccessKey };
}
