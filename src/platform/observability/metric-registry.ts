/** What one metric counts: its kind in Prometheus, the names of its labels, and one line for its reader. */
interface Metric {
  kind: 'counter' | 'gauge' | 'histogram';
  labels: readonly string[];
  help: string;
  /** For a histogram: the upper bounds of its buckets, ascending. */
  bounds?: readonly number[];
}

/** Seconds, from unnoticeable to what alerts an operator. */
const SECONDS = [0.1, 0.5, 1, 2, 3, 5, 10, 30, 60, 300];
/** Versions, or anything else that is counted. */
const AMOUNTS = [1, 10, 100, 1_000, 10_000, 100_000];

const counter = <const L extends readonly string[]>(labels: L, help: string) =>
  ({ kind: 'counter', labels, help }) as const;
const gauge = (help: string) => ({ kind: 'gauge', labels: [], help }) as const;
const histogram = (bounds: readonly number[], help: string) =>
  ({ kind: 'histogram', labels: [], bounds, help }) as const;

/**
 * Every metric of `/metrics`, by name: a metric that is not here cannot be counted. The table in docs/operations.md is
 * generated from it. A label must have few values: a route's pattern, never a path.
 */
export const METRICS = {
  http_requests_total: counter(['method', 'route', 'status'], 'Requests, by the pattern of the route.'),
  sockets_refused_total: counter(['reason'], 'Sockets of documents that were refused.'),
  channels_refused_total: counter(['reason'], 'Sockets of notifications that were refused.'),
  sockets_without_database_total: counter(
    ['region'],
    'Sockets let in while D1 was down; region: known, or unknown.',
  ),
  queue_messages_total: counter(['queue', 'outcome'], 'Messages of queues; outcome: ack, or retry.'),
  publish_failures_total: counter(
    ['queue'],
    'Messages that a Document could not send to a queue; it retries.',
  ),
  dead_letters_total: counter(['queue'], 'Messages that failed too often and wait for an operator.'),
  event_consumers_total: counter(
    ['consumer', 'outcome'],
    'Events that a consumer was given; outcome: done, or failed.',
  ),
  reconcile_lag_seconds: histogram(SECONDS, 'Age of the oldest operation, each time a log is archived.'),
  reconcile_lag_versions: histogram(AMOUNTS, 'Number of operations, each time a log is archived.'),
  documents_diverged_total: counter(
    [],
    'Documents whose log differs from the archive. Any rise is an alarm.',
  ),
  documents_lagging: gauge('Documents not archived for 5 minutes, in the isolate of the last sweep.'),
  documents_silent: gauge('Documents whose object does not answer, in the isolate of the last sweep.'),
  commit_failures_total: counter(
    [],
    'Commits that a storage refused; they close every socket of the document.',
  ),
  alarm_failures_total: counter([], 'Alarms of Documents that failed; they come again.'),
  archive_read_failures_total: counter([], 'Reads of the archive by Documents that failed.'),
  channel_failures_total: counter(
    [],
    "Calls of a user's channel by Documents that failed; they are repeated.",
  ),
  session_closings_owed_total: counter(
    [],
    'Documents that could not close the sockets of an ended session yet.',
  ),
  recoveries_total: counter(
    ['cause', 'outcome'],
    'Documents rebuilt from the archive; cause: lost (storage was empty), or asked; outcome: rebuilt, or failed.',
  ),
  archive_segments_total: counter(
    ['outcome'],
    'Segments of the log put; outcome: written, same (it was there), or different (a divergence).',
  ),
  archive_snapshots_total: counter(['outcome'], 'Snapshots put; outcomes as for segments.'),
  archive_bytes_total: counter(['kind'], 'Bytes written to the archive; kind: segment, or snapshot.'),
  archive_segments_merged_total: counter([], 'Small segments that became part of a larger one.'),
  archive_segments_expired_total: counter([], 'Segments deleted because the log expired.'),
  archive_snapshots_thinned_total: counter([], 'Snapshots deleted because a newer one stands for them.'),
  sweep_steps_total: counter(
    ['job', 'step', 'outcome'],
    'Steps of the clock; job: sweep, or nightly; outcome: done, or failed.',
  ),
  erasures_total: counter(
    ['reason'],
    'Documents erased; reason: creation (begun and never finished), deletion, or remains.',
  ),
  user_erasures_total: counter(['state'], 'Accounts erased, by the state that erasing has reached.'),
  uploads_expired_total: counter(
    [],
    'Uploads deleted because nothing named them for 60 days, or the log that did has expired.',
  ),
  import_files_total: counter(
    ['outcome'],
    'Texts of archives that the queue has worked on; outcome: made, failed, or retried.',
  ),
  mails_total: counter(
    ['kind', 'way', 'outcome'],
    'Mails handed over; way: binding, http, or local; outcome: taken, or failed.',
  ),
  mails_undeliverable_total: counter(['kind'], 'Mails that a provider refuses because of their recipient.'),
  mails_unsent_total: counter([], 'Events whose mails are not sent because APP_ORIGIN is not set.'),
} as const satisfies Record<string, Metric>;

type Metrics = typeof METRICS;

/** The name of a metric. */
export type MetricName = keyof Metrics;

/** The names of the metrics of one kind. */
export type MetricOf<K extends Metric['kind']> = {
  [N in MetricName]: Metrics[N]['kind'] extends K ? N : never;
}[MetricName];

/** The labels of a metric, each with a value. */
export type LabelsOf<N extends MetricName> = Record<Metrics[N]['labels'][number], string>;
