import { describe, expect, it } from 'vitest';
import { sniff } from './sniff.ts';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );

const bmp = (headerSize: number) => bytes('BM', Array(12).fill(0), [headerSize, 0, 0, 0], Array(40).fill(0));

describe('sniff', () => {
  it.each([
    ['pdf', bytes('%PDF-1.4')],
    ['pdf', bytes(' '.repeat(1000), '%PDF-1.4')],
    ['jpeg', bytes([0xff, 0xd8, 0xff, 0xe0])],
    ['png', bytes([0x89], 'PNG\r\n', [0x1a], '\n')],
    ['gif', bytes('GIF89a')],
    ['webp', bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 ')],
    ['avif', bytes([0, 0, 0, 24], 'ftypavif', [0, 0, 0, 0], 'avifmif1')],
    ['avif', bytes([0, 0, 0, 24], 'ftypmif1', [0, 0, 0, 0], 'mif1avif')],
    ['heic', bytes([0, 0, 0, 24], 'ftypheic', [0, 0, 0, 0], 'mif1heic')],
    ['tiff', bytes('II', [42, 0])],
    ['tiff', bytes('MM', [0, 42])],
    ['tiff', bytes('II', [43, 0])],
    ['bmp', bmp(40)],
    ['bmp', bmp(124)],
  ])('knows %s', (kind, file) => {
    expect(sniff(file)).toBe(kind);
  });

  it.each([
    ['nothing', bytes()],
    ['text', bytes('BMW is a maker of cars and motorcycles')],
    ['a PDF header too deep', bytes(' '.repeat(1100), '%PDF-1.4')],
    ['a video', bytes([0, 0, 0, 24], 'ftypisom', [0, 0, 0, 0], 'isommp42')],
    ['HTML', bytes('<!doctype html>')],
  ])('does not take %s for a document', (_name, file) => {
    expect(sniff(file)).toBeNull();
  });

  it('lets the signature of an image win over a PDF header inside it', () => {
    expect(sniff(bytes([0xff, 0xd8, 0xff, 0xe0], '%PDF-1.4'))).toBe('jpeg');
  });
});
