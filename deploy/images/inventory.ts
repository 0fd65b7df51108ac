/** What is in an image, read from the image's own files: a CycloneDX list of components, and the licences' texts. */
import { globSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Component {
  readonly type: 'library' | 'application' | 'machine-learning-model';
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly licenses?: readonly { readonly license: { readonly name: string } }[];
}

interface PackageManifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
}

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly directory: string;
}

/** npm packages of a pnpm store, without duplicates, by name and version. */
export function installedPackages(store: string): InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  for (const path of globSync('*/node_modules/{*,@*/*}/package.json', { cwd: store })) {
    const directory = realpathSync(dirname(join(store, path)));
    const { name, version, license } = JSON.parse(
      readFileSync(join(directory, 'package.json'), 'utf8'),
    ) as PackageManifest;
    if (name === undefined || version === undefined) continue;
    const licenseText = typeof license === 'string' ? license : (license?.type ?? 'see its files');
    found.set(`${name}@${version}`, { name, version, license: licenseText, directory });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

/** Packages of Debian or Ubuntu, from dpkg's status file. */
export function systemPackages(status: string): Component[] {
  return status
    .split(/\n\n+/)
    .map(
      (stanza) =>
        new Map(
          [...stanza.matchAll(/^(Package|Version|Architecture|Status): (.*)$/gm)].map(
            ([, k = '', v = '']) => [k, v],
          ),
        ),
    )
    .filter((fields) => fields.get('Status')?.endsWith(' installed'))
    .map((fields) => {
      const [name = '', version = '', architecture = ''] = ['Package', 'Version', 'Architecture'].map((key) =>
        fields.get(key),
      );
      const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}`;
      return { type: 'library', name, version, purl } as const;
    });
}

/** CycloneDX 1.6. The same files give the same list, so it has no date and no serial number. */
export function billOfMaterials(input: {
  readonly tier: string;
  readonly version: string;
  readonly packages: readonly InstalledPackage[];
  readonly system: readonly Component[];
  readonly models: readonly string[];
}): object {
  const npm = input.packages.map(
    ({ name, version, license }): Component => ({
      type: 'library',
      name,
      version,
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      licenses: [{ license: { name: license } }],
    }),
  );
  const node: Component = {
    type: 'application',
    name: 'node',
    version: process.versions.node,
    purl: `pkg:generic/node@${process.versions.node}`,
    licenses: [{ license: { name: 'MIT' } }],
  };
  const models = input.models.map(
    (name): Component => ({ type: 'machine-learning-model', name, version: input.version }),
  );
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'container', name: `recto-${input.tier}`, version: input.version },
    },
    components: [node, ...models, ...npm, ...input.system],
  };
}

const licenceFile =
  '{LICEN[CS]E,LICEN[CS]E.*,LICEN[CS]E-*,NOTICE,NOTICE.*,COPYING,license,license.md,License.txt}';

/** One text: for every package its name, what it says of its licence, and the texts that it ships. */
export function licenceTexts(packages: readonly InstalledPackage[]): string {
  return packages
    .map(({ name, version, license, directory }) => {
      const texts = globSync(licenceFile, { cwd: directory })
        .sort()
        .map((file) => readFileSync(join(directory, file), 'utf8').trim());
      return [`${name} ${version}: ${license}`, ...texts].join('\n\n');
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}
