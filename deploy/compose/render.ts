/** Compose objects as YAML, with the reasons that a reader of the file needs. */
import { Document, isMap, isScalar, type Pair } from 'yaml';
import type { ComposeFile } from './service.ts';

/** Reasons, by the key they stand over: the same wherever it occurs. */
const reasons: Readonly<Record<string, string>> = {
  privileged: ' The driver of this card is used from a privileged container only, as the reference does.',
  env_file: ' Every variable of Recto may stand in .env; those below are fixed by this file or computed.',
  runtime: ' Layout on the card: LAYOUT_RUNTIME=nvidia. Otherwise this container has no card.',
};

export function composeYaml(file: ComposeFile, header: readonly string[]): string {
  const document = new Document(file, { aliasDuplicateObjects: false });
  document.commentBefore = header.map((line) => ` ${line}`).join('\n');
  const services = document.get('services');
  if (isMap(services)) {
    for (const [index, service] of services.items.entries()) {
      spaceBefore(service, index > 0);
      if (isMap(service.value)) for (const pair of service.value.items) explain(pair);
    }
  }
  return document.toString({ lineWidth: 0, singleQuote: true, nullStr: '' });
}

function explain({ key }: Pair): void {
  if (isScalar(key) && typeof key.value === 'string') key.commentBefore = reasons[key.value] ?? null;
}

function spaceBefore({ key }: Pair, wanted: boolean): void {
  if (isScalar(key)) key.spaceBefore = wanted;
}
