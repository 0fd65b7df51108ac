/** What the dashboard shows, in the order in which an operator asks: is it well, how busy is it, what fails, what is slow. */
export interface Panel {
  readonly title: string;
  /** Grafana's name of the unit. */
  readonly unit: 'short' | 'reqps' | 's' | 'bytes' | 'percentunit';
  /** PromQL by legend; `{{label}}` in a legend is the value of the label. */
  readonly queries: Readonly<Record<string, string>>;
  readonly help?: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const rate = (metric: string, by: string) => `sum by (${by}) (rate(${metric}[$__rate_interval]))`;
const quantile = (share: number, metric: string, by: string) =>
  `histogram_quantile(${share}, sum by (le, ${by}) (rate(${metric}_bucket[$__rate_interval])))`;

export const rows: readonly Row[] = [
  {
    title: 'Documents',
    panels: [
      {
        title: 'Pages',
        unit: 'reqps',
        queries: { '{{outcome}}': rate('recto_pages_total', 'outcome') },
      },
      {
        title: 'Requests',
        unit: 'reqps',
        queries: { '{{route}} {{status}}': rate('recto_http_requests_total', 'route, status') },
      },
      {
        title: 'Time of a request',
        unit: 's',
        queries: {
          'half of {{route}}': quantile(0.5, 'recto_http_request_duration_seconds', 'route'),
          '95 % of {{route}}': quantile(0.95, 'recto_http_request_duration_seconds', 'route'),
        },
      },
      {
        title: 'Refused and failed requests',
        unit: 'reqps',
        queries: { '{{code}}': rate('recto_request_errors_total', 'code') },
      },
    ],
  },
  {
    title: 'Pipeline',
    panels: [
      {
        title: 'Requests at once',
        unit: 'short',
        queries: {
          'worked on': 'sum(recto_requests_admitted)',
          waiting: 'sum(recto_requests_waiting)',
        },
      },
      {
        title: 'Steps of a page, 95 %',
        unit: 's',
        help: 'Waiting for its turn is part of a step.',
        queries: { '{{step}}': quantile(0.95, 'recto_step_duration_seconds', 'step') },
      },
      {
        title: 'Rasters in memory, finished pages on disk',
        unit: 'bytes',
        queries: {
          'rasters {{instance}}': 'recto_raster_bytes',
          'kept for rasters {{instance}}': 'recto_raster_idle_bytes',
          'spool {{instance}}': 'recto_spool_bytes',
        },
      },
      {
        title: 'Pages on their way',
        unit: 'short',
        queries: { '{{instance}}': 'recto_pages_in_flight' },
      },
    ],
  },
  {
    title: 'Jobs',
    panels: [
      {
        title: 'Waiting and worked on',
        unit: 'short',
        help: 'Every process tells of the same queue.',
        queries: {
          'documents to split': 'max(recto_jobs_documents_waiting)',
          'ranges of pages waiting': 'max(recto_jobs_ranges_waiting)',
          'ranges at workers': 'max(recto_jobs_ranges_active)',
        },
      },
      {
        title: 'Wait of the next range',
        unit: 's',
        queries: { wait: 'max(recto_jobs_queue_age_seconds)' },
      },
      {
        title: 'Jobs that ended',
        unit: 'reqps',
        queries: { '{{state}}': rate('recto_jobs_ended_total', 'state') },
      },
      {
        title: 'Time of a job, 95 %',
        unit: 's',
        queries: { '{{state}}': quantile(0.95, 'recto_job_duration_seconds', 'state') },
      },
      {
        title: 'Tasks that were tried again, put off or lost',
        unit: 'reqps',
        queries: { '{{event}}': rate('recto_job_task_events_total', 'event') },
      },
      {
        title: 'Keys that had had their pages of the minute',
        unit: 'reqps',
        help: 'Requests refused, ranges of jobs put off (PAGES_PER_MINUTE_PER_KEY).',
        queries: { '{{use}}': rate('recto_page_limit_hits_total', 'use') },
      },
    ],
  },
  {
    title: 'Recognition',
    panels: [
      {
        title: 'Calls to the gateway, 95 %',
        unit: 's',
        queries: { '{{task}}': quantile(0.95, 'recto_vlm_call_duration_seconds', 'task') },
      },
      {
        title: 'Failed calls to the gateway',
        unit: 'reqps',
        queries: { '{{code}}': rate('recto_vlm_errors_total', 'code') },
      },
      {
        title: 'Attempts at servers',
        unit: 'reqps',
        queries: {
          '{{backend}} {{outcome}}': rate('recto_gateway_upstream_requests_total', 'backend, outcome'),
        },
      },
      {
        title: 'Answers of servers, 95 %',
        unit: 's',
        queries: { '{{backend}}': quantile(0.95, 'recto_gateway_upstream_duration_seconds', 'backend') },
      },
    ],
  },
  {
    title: 'Servers',
    panels: [
      {
        title: 'Replicas that serve',
        unit: 'short',
        queries: { '{{replica}}': 'max by (replica) (recto_gateway_replica_serving)' },
      },
      {
        title: 'Places taken',
        unit: 'percentunit',
        queries: {
          '{{replica}}':
            'sum by (replica) (recto_gateway_replica_running) / sum by (replica) (recto_gateway_replica_places)',
        },
      },
      {
        title: 'Calls that wait, and at replicas',
        unit: 'short',
        queries: {
          'waiting, {{priority}}': 'sum by (priority) (recto_gateway_waiting)',
          'at {{pool}}': 'sum by (pool) (recto_gateway_running)',
        },
      },
      {
        title: 'Retries',
        unit: 'reqps',
        queries: { '{{reason}}': rate('recto_gateway_retries_total', 'reason') },
      },
      {
        title: 'Load of others at the servers',
        unit: 'short',
        queries: { '{{replica}}': 'sum by (replica) (recto_gateway_replica_foreign_load)' },
      },
      {
        title: 'Answers that ran in circles',
        unit: 'reqps',
        queries: {
          '{{kind}}': rate('recto_gateway_loops_total', 'kind'),
          'asked again: {{outcome}}': rate('recto_gateway_loop_retries_total', 'outcome'),
        },
      },
      {
        title: 'Tokens not generated in circles',
        unit: 'short',
        queries: { tokens: 'sum(rate(recto_gateway_loop_tokens_saved_total[$__rate_interval]))' },
      },
      {
        title: 'Calls shared and found',
        unit: 'reqps',
        queries: { '{{outcome}}': rate('recto_gateway_reuse_total', 'outcome') },
      },
    ],
  },
  {
    title: 'Processes',
    panels: [
      {
        title: 'Event loop, 99 %',
        unit: 's',
        queries: { '{{job}} {{instance}}': 'recto_event_loop_delay_seconds{quantile="0.99"}' },
      },
      {
        title: 'Memory',
        unit: 'bytes',
        queries: { '{{job}} {{instance}}': 'process_resident_memory_bytes{job=~"pipeline|worker|gateway"}' },
      },
    ],
  },
];
