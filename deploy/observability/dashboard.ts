/** The panels as a dashboard that Grafana imports (schema 39; any Prometheus data source). */
import { type Panel, type Row, rows } from './panels.ts';

const width = 6;
const height = 8;
const across = 24 / width;

export const dashboardJson = (): string => `${JSON.stringify(dashboard(rows), null, 2)}\n`;

function dashboard(content: readonly Row[]) {
  const panels: object[] = [];
  let y = 0;
  for (const { title, panels: inRow } of content) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { h: 1, w: 24, x: 0, y },
    });
    y += 1;
    for (const [index, panel] of inRow.entries()) {
      const gridPos = {
        h: height,
        w: width,
        x: (index % across) * width,
        y: y + Math.floor(index / across) * height,
      };
      panels.push(timeSeries(panels.length + 1, panel, gridPos));
    }
    y += Math.ceil(inRow.length / across) * height;
  }
  return {
    uid: 'recto',
    title: 'Recto',
    tags: ['recto'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', refresh: 1 },
      ],
    },
    panels,
  };
}

const source = { type: 'prometheus', uid: `\${datasource}` };

const timeSeries = (id: number, { title, unit, queries, help }: Panel, gridPos: object) => ({
  id,
  type: 'timeseries',
  title,
  ...(help && { description: help }),
  gridPos,
  datasource: source,
  fieldConfig: {
    defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: 'never' } },
    overrides: [],
  },
  options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  targets: Object.entries(queries).map(([legendFormat, expr], index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource: source,
    expr,
    legendFormat,
  })),
});
