/** What the commands print about models: one line each. */
import type { KnownModel } from '@recto/vision';
import type { Verdict } from './model-store.ts';

export const sizeText = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

export type Presence = 'shipped' | 'installed' | 'not installed';

export function modelLine(model: KnownModel, presence: Presence): string {
  const { name, role, licence, source } = model;
  const size = source ? sizeText(source.bytes) : '';
  const doubt = source && !source.confirmed ? '  (sum known from one place only)' : '';
  return `${name.padEnd(22)} ${role.padEnd(11)} ${size.padStart(9)}  ${licence.padEnd(10)}  ${presence}${doubt}`;
}

export const ownModelLine = (name: string): string =>
  `${name.padEnd(22)} ${'layout'.padEnd(11)} ${''.padStart(9)}  ${'unknown'.padEnd(10)}  installed, not in the registry`;

export function verdictLine(name: string, verdict: Verdict): string {
  switch (verdict.kind) {
    case 'good':
      return `${name}: good`;
    case 'unknown':
      return `${name}: not in the registry, sha256 ${verdict.sha256}`;
    case 'bad':
      return `${name}: damaged or another file: sha256 ${verdict.sha256} instead of ${verdict.expected}`;
  }
}
