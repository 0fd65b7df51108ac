import { expect, it } from 'vitest';
import { parseMetrics, total } from './prometheus.ts';

const text = `# HELP recto_pages_total Pages
# TYPE recto_pages_total counter
recto_pages_total{outcome="ok"} 41
recto_pages_total{outcome="failed"} 1
up 1
odd{path="/a\\"b",x="1"} 1.5e-3
`;

it('sums what matches', () => {
  const samples = parseMetrics(text);
  expect(total(samples, 'recto_pages_total')).toBe(42);
  expect(total(samples, 'recto_pages_total', { outcome: 'ok' })).toBe(41);
  expect(total(samples, 'up')).toBe(1);
  expect(total(samples, 'odd', { x: '1' })).toBe(0.0015);
});

it('does not take a metric that is not there for zero', () => {
  expect(() => total(parseMetrics(text), 'recto_page_total')).toThrow('recto_page_total');
  expect(() => total(parseMetrics(text), 'recto_pages_total', { outcome: 'lost' })).toThrow();
});
