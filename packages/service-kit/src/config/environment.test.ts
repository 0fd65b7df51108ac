import { describe, expect, it } from 'vitest';
import { ConfigError, readVariables, variable } from './environment.ts';

const shape = {
  PORT: variable.integer(8080, { min: 1, max: 65535 }),
  DEBUG: variable.flag(false),
  API_KEYS: variable.list(),
  MAX_PAGES: variable.integerOrNone(null),
  MODE: variable.choice(['auto', 'never'], 'auto'),
  UPSTREAM: variable.url('http://127.0.0.1:8118/v1'),
};

describe('readVariables', () => {
  it('gives defaults for absent and empty variables and freezes the result', () => {
    const config = readVariables(shape, { DEBUG: '', API_KEYS: 'a, b' });
    expect(config).toEqual({
      PORT: 8080,
      DEBUG: false,
      API_KEYS: ['a', 'b'],
      MAX_PAGES: null,
      MODE: 'auto',
      UPSTREAM: 'http://127.0.0.1:8118/v1',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('lists every bad variable and prints no value', () => {
    let thrown: unknown;
    try {
      readVariables(shape, {
        PORT: 's3cret',
        DEBUG: 's3cret',
        MAX_PAGES: '0',
        MODE: 's3cret',
        UPSTREAM: 's3cret',
      });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    const { message, problems } = thrown as ConfigError;
    expect(problems.map((p) => p.split(':')[0])).toEqual(['PORT', 'DEBUG', 'MAX_PAGES', 'MODE', 'UPSTREAM']);
    expect(message).not.toContain('s3cret');
  });
});
