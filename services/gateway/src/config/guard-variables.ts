/** Variables of the guards and of reuse. See .env.example for the words to users. */
import { variable } from '@recto/service-kit';
import { z } from 'zod';
import type { Rung } from '../guards/ladder.ts';

const rung = /^(\d(?:\.\d+)?):(\d(?:\.\d+)?)$/;

/** `temperature:penalty`, comma-separated; `none` for no second try. */
const ladder = (fallback: readonly Rung[]) =>
  z
    .string()
    .transform((text) => (text === 'none' ? [] : text.split(',').map((part) => part.trim())))
    .refine((parts) => parts.length <= 4, 'must have at most four steps')
    .refine(
      (parts) => parts.every((part) => rung.test(part)),
      'must be temperature:penalty steps, separated by commas, or none',
    )
    .transform((parts) =>
      parts.map((part): Rung => {
        const [, temperature, repetitionPenalty] = rung.exec(part) ?? [];
        return { temperature: Number(temperature), repetitionPenalty: Number(repetitionPenalty) };
      }),
    )
    .default([...fallback]);

export const guardVariables = {
  GATEWAY_LOOP_GUARD: variable.flag(true),
  GATEWAY_LOOP_LADDER: ladder([
    { temperature: 0.2, repetitionPenalty: 1.05 },
    { temperature: 0.6, repetitionPenalty: 1.15 },
  ]),
  GATEWAY_TOKEN_CAP: variable.flag(true),
  GATEWAY_TOKEN_CAP_LEAST: variable.integer(512, { min: 16 }),
  GATEWAY_PIXELS_PER_TOKEN: variable.integer(40, { min: 1 }),
};

export const reuseVariables = {
  GATEWAY_SINGLE_FLIGHT: variable.flag(true),
  GATEWAY_CACHE: variable.choice(['none', 'memory', 'redis'], 'none'),
  GATEWAY_CACHE_BYTES: variable.integer(256 * 1024 * 1024, { min: 1024 * 1024 }),
  GATEWAY_CACHE_TTL_SECONDS: variable.integer(3_600, { min: 1, max: 30 * 86_400 }),
  GATEWAY_CACHE_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' })
    .optional(),
  GATEWAY_CACHE_PREFIX: variable.text('recto:answer:'),
  GATEWAY_REUSE_ACROSS_CALLERS: variable.flag(false),
};
