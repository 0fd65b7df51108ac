/** The chart with three sets of values: linted, rendered, checked against Kubernetes' schemas, and what must hold of all of them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

const here = fileURLToPath(new URL('.', import.meta.url));
const tools = fileURLToPath(new URL('../../.data/helm/', import.meta.url));
const chart = join(here, 'recto');
const isPrepared = ['helm', 'kubeconform', 'schemas'].every((name) => existsSync(join(tools, name)));
if (!isPrepared) console.log('helm.test.ts: skipped; deploy/helm/prepare.sh brings helm, kubeconform and schemas');

/** Their schemas are their projects' own. */
const customKinds = ['ServiceMonitor', 'PodMonitor', 'ScaledObject', 'TriggerAuthentication'];

interface Container {
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly securityContext?: Record<string, unknown>;
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
}
interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly template?: { readonly spec: { readonly securityContext?: Record<string, unknown>; readonly containers: readonly Container[] } };
    readonly podSelector?: object;
    readonly ingress?: readonly { readonly from?: readonly object[] }[];
    readonly egress?: readonly object[];
    readonly triggers?: readonly { readonly type: string; readonly metadata: Record<string, string> }[];
  };
}

function helm(...args: string[]) {
  return spawnSync(join(tools, 'helm'), args, { encoding: 'utf8' });
}

const templateArgs = (values: string, more: readonly string[]) => [
  ...['template', 'r', chart, '--namespace', 'docs', '--kube-version', '1.33'],
  ...['--values', join(here, 'values', `${values}.yaml`), ...more],
];

function rendered(values: string, ...more: string[]): Resource[] {
  const { status, stdout, stderr } = helm(...templateArgs(values, more));
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Resource | null)
    .filter((resource) => resource !== null);
}

const named = (resources: readonly Resource[], kind: string, name: string): Resource | undefined =>
  resources.find((resource) => resource.kind === kind && resource.metadata.name === name);
const containerOf = (resource: Resource | undefined): Container | undefined => resource?.spec.template?.spec.containers[0];
const variable = (container: Container | undefined, name: string) => container?.env?.find((entry) => entry.name === name);

describe.skipIf(!isPrepared)('the chart', () => {
  const valueSets = ['native', 'nvidia', 'external'];

  it.each(valueSets)('%s: lints, renders, and is what Kubernetes takes', (values) => {
    const lint = helm('lint', '--strict', chart, '--values', join(here, 'values', `${values}.yaml`));
    expect(lint.status, lint.stdout + lint.stderr).toBe(0);
    const { stdout, stderr } = helm(...templateArgs(values, []));
    const check = spawnSync(
      join(tools, 'kubeconform'),
      ['-strict', '-summary', '-skip', customKinds.join(','), '-schema-location', `${tools}schemas/{{.ResourceKind}}{{.KindSuffix}}.json`],
      { input: stdout, encoding: 'utf8' },
    );
    expect(check.status, check.stdout + stderr).toBe(0);
    expect(check.stdout).toMatch(/Valid: [1-9]\d*, Invalid: 0, Errors: 0/);
  });

  it.each(valueSets)('%s: tiers of ours run without root, on a read-only file system, with probes and a budget', (values) => {
    const resources = rendered(values);
    for (const tier of ['pipeline', 'gateway']) {
      const deployment = named(resources, 'Deployment', `r-${tier}`);
      expect(deployment?.spec.template?.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
      const container = containerOf(deployment);
      expect(container?.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container?.livenessProbe).toMatchObject({ httpGet: { path: '/health' } });
      expect(container?.readinessProbe).toBeDefined();
      expect(named(resources, 'PodDisruptionBudget', `r-${tier}`)).toBeDefined();
      expect(named(resources, 'NetworkPolicy', `r-${tier}`)).toBeDefined();
    }
    expect(containerOf(named(resources, 'Deployment', 'r-pipeline'))?.readinessProbe).toMatchObject({
      httpGet: { path: '/health/ready' },
    });
  });

  it('native: nothing may leave, and no queue is shared without a store', () => {
    const resources = rendered('native');
    for (const policy of resources.filter(({ kind }) => kind === 'NetworkPolicy')) {
      expect(policy.spec.egress?.filter((rule) => Object.keys(rule).length === 0), policy.metadata.name).toEqual([]);
    }
    expect(resources.some(({ kind }) => kind === 'StatefulSet')).toBe(false);
    expect(resources.some(({ metadata }) => metadata.name === 'r-vlm')).toBe(false);
    expect(containerOf(named(resources, 'Deployment', 'r-gateway'))?.image).toBe('recto-gateway:0.1.0-cpu');
    expect(variable(containerOf(named(resources, 'Deployment', 'r-pipeline')), 'JOBS_URL')).toBeUndefined();
  });

  it('nvidia: the gateway knows every server by its own name; workers follow the queue', () => {
    const resources = rendered('nvidia');
    const urls = variable(containerOf(named(resources, 'Deployment', 'r-gateway')), 'VLM_SERVER_URL')?.value;
    expect(urls?.split(',')).toEqual([0, 1, 2, 3].map((pod) => `http://r-vlm-${pod}.r-vlm:8080/v1`));
    expect(named(resources, 'StatefulSet', 'r-vlm')?.spec.replicas).toBe(4);
    const worker = named(resources, 'Deployment', 'r-worker');
    expect(worker?.spec.replicas).toBeUndefined();
    expect(variable(containerOf(worker), 'JOBS_ROLE')?.value).toBe('worker');
    expect(variable(containerOf(worker), 'JOBS_STORE')?.value).toMatch(/^s3:/);
    expect(variable(containerOf(worker), 'JOBS_URL')?.valueFrom).toBeDefined();
    expect(named(resources, 'NetworkPolicy', 'r-redis')?.spec.ingress?.[0]?.from).toHaveLength(2);
    expect(named(resources, 'ScaledObject', 'r-worker')?.spec.triggers?.[0]).toMatchObject({
      type: 'redis',
      metadata: { address: 'r-redis:6379' },
    });
    expect(resources.filter(({ kind }) => kind === 'ServiceMonitor')).toHaveLength(2);
    expect(resources.filter(({ kind }) => kind === 'PodMonitor')).toHaveLength(1);
  });

  it('external: no Redis and no server of its own, pools from the file, secrets from the secret', () => {
    const resources = rendered('external');
    expect(resources.filter(({ kind }) => kind === 'StatefulSet' || kind === 'Secret')).toEqual([]);
    const gateway = containerOf(named(resources, 'Deployment', 'r-gateway'));
    expect(variable(gateway, 'GATEWAY_CONFIG')?.value).toBe('/etc/recto/gateway.yaml');
    expect(variable(gateway, 'VLM_SERVER_URL')).toBeUndefined();
    expect(variable(gateway, 'VLM_API_KEY')?.valueFrom).toMatchObject({ secretKeyRef: { name: 'recto-secrets' } });
    expect(named(resources, 'HorizontalPodAutoscaler', 'r-worker')).toBeDefined();
  });

  it('workers without a queue to share are refused', () => {
    const { status, stderr } = helm(...templateArgs('native', ['--set', 'worker.enabled=true']));
    expect(status).not.toBe(0);
    expect(stderr).toContain('workers share a queue');
  });
});
