import { describe, expect, it } from 'vitest';
import { type JobsVariables, jobsConfig } from './jobs-config.ts';

const variables: JobsVariables = {
  JOBS_ROLE: 'all',
  JOBS_NAMESPACE: 'recto',
  DATA_DIR: '/data',
  JOBS_RETENTION_SECONDS: 60,
  JOBS_MAX_BYTES: null,
  JOBS_MAX_QUEUE: 10,
  JOBS_MAX_PER_KEY: null,
  JOBS_QUEUE_PERCENT_PER_KEY: 100,
  JOBS_TASKS_PER_KEY: null,
};
const credentials = { STORAGE_ACCESS_KEY_ID: 'a', STORAGE_SECRET_ACCESS_KEY: 'b' };

describe('jobs', () => {
  it('need nothing: queue and store lie in the data directory', () => {
    expect(jobsConfig(variables)).toMatchObject({
      role: 'all',
      queue: { url: null, dataDirectory: '/data/queue' },
      store: { type: 'directory', directory: '/data/jobs' },
      retention: { ms: 60_000, maxBytes: null },
    });
  });

  it.each(['redis://h:1', 'rediss://u:p@h', 'postgres://h/db', 'postgresql://h/db'])(
    'go to %s',
    (JOBS_URL) => {
      expect(jobsConfig({ ...variables, JOBS_URL, JOBS_ROLE: 'worker' }).queue.url).toBe(JOBS_URL);
    },
  );

  it.each([
    [{ JOBS_URL: 'mysql://h' }, /^JOBS_URL: /],
    [{ JOBS_ROLE: 'worker' as const }, /^JOBS_ROLE: worker needs JOBS_URL/],
    [{ JOBS_NAMESPACE: 'a:b' }, /^JOBS_NAMESPACE: /],
    [{ JOBS_STORE: 's3://bucket' }, /^JOBS_STORE: needs STORAGE_ACCESS_KEY_ID/],
    [{ JOBS_STORE: 's3://bucket?endpoint=nowhere', ...credentials }, /^JOBS_STORE: its endpoint/],
  ])('refuse %j', (over, problem) => {
    expect(() => jobsConfig({ ...variables, ...over })).toThrow(
      expect.objectContaining({ problems: [expect.stringMatching(problem)] }),
    );
  });

  it('are kept in a bucket', () => {
    const place = 's3://docs/recto/jobs?endpoint=http://minio:9000&region=eu';
    expect(jobsConfig({ ...variables, ...credentials, JOBS_STORE: place }).store).toMatchObject({
      type: 's3',
      endpoint: 'http://minio:9000',
      region: 'eu',
      bucket: 'docs',
      keyPrefix: 'recto/jobs',
      pathStyle: true,
    });
    const aws = jobsConfig({ ...variables, ...credentials, JOBS_STORE: 's3://docs?region=eu-west-1' }).store;
    expect(aws).toMatchObject({
      endpoint: 'https://s3.eu-west-1.amazonaws.com',
      keyPrefix: '',
      pathStyle: false,
    });
  });
});
