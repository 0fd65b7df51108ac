/** What lies in `compose/` is what the table says, by the letter and by the Compose specification. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generatedFiles } from '../generated-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const generated = await generatedFiles(root);
const composeFiles = [...generated].filter(([path]) => path.endsWith('compose.yaml'));

describe('generated files', () => {
  it.each([...generated])('%s is fresh; "npm run generate" writes it', (path, text) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

  it('are all that compose/ has', () => {
    const found = globSync('compose/**/*', { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
    const env = globSync('compose/*/.env', { cwd: root });
    const inCompose = [...generated.keys()].filter((path) => path.startsWith('compose/'));
    expect([...new Set([...found, ...env])].sort()).toEqual(inCompose.sort());
  });
});

describe('the Compose specification', () => {
  // Its JSON schema, from compose-go 2.9.1 (Apache-2.0); `$schema` names draft 7 in a way that Ajv does not look up.
  const { $schema: _, ...schema } = JSON.parse(
    readFileSync(new URL('./compose-spec.json', import.meta.url), 'utf8'),
  );
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

  it.each(composeFiles)('%s keeps to it', (_path, text) => {
    expect(validate(parse(text)) ? [] : validate.errors).toEqual([]);
  });

  it('would notice what does not', () => {
    expect(validate({ services: { a: { image: 'x', volumes: 'a:/b' } } })).toBe(false);
  });
});

describe('.env', () => {
  const envFiles = [...generated].filter(([path]) => path.endsWith('.env'));

  it.each(envFiles)('%s explains every variable, and sets what the reference sets', (path, text) => {
    const set = new Map(
      [...text.matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    expect(set.get('API_IMAGE_TAG_SUFFIX')).toMatch(/^latest-/);
    expect(set.has('VLM_BACKEND')).toBe(true);
    const compose = generated.get(path.replace('.env', 'compose.yaml')) ?? '';
    expect(set.has('VLM_IMAGE_TAG_SUFFIX')).toBe(compose.includes('paddleocr-genai-'));
    const mentioned = new Set([...text.matchAll(/^(?:# )?([A-Z0-9_]+)=/gm)].map(([, name]) => name));
    // Eight cards of multi-gpu are told by two; images of servers are the table's to pin.
    const known = /^(VLM_DEVICE_ID_\d|LLAMA_ARG_\w+|VLLM_IMAGE|SGLANG_IMAGE|LLAMA_CPP_IMAGE)$/;
    const used = [...compose.matchAll(/\$\{([A-Z0-9_]+)[:}]/g)].map(([, name]) => name ?? '');
    expect(used.filter((name) => !mentioned.has(name) && !known.test(name))).toEqual([]);
  });
});
