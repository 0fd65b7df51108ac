import { expect, it } from 'vitest';
import { hostIsListed } from './host-list.ts';

it.each([
  ['files.example.com', ['files.example.com'], true],
  ['FILES.example.com.', ['files.example.com'], true],
  ['files.example.com', ['Files.Example.Com.'], true],
  ['other.example.com', ['files.example.com'], false],
  ['a.b.example.com', ['*.example.com'], true],
  ['example.com', ['*.example.com'], false],
  ['evilexample.com', ['*.example.com'], false],
  ['files.example.com.evil.org', ['files.example.com', '*.example.com'], false],
  ['[fd12::1]', ['fd12::1'], true],
  ['example.com', [], false],
])('%s in %j is %s', (host, list, expected) => expect(hostIsListed(host, list)).toBe(expected));
