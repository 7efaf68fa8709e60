import type { WorkloadName } from './load/workloads.ts';

/** A column of a table: its title, the figure, the digits, and whether a ratio of two of them says something. */
export interface Column {
  title: string;
  key: string;
  digits: number;
  isCompared: boolean;
}

function compared(title: string, key: string, digits: number): Column {
  return { title, key, digits, isCompared: true };
}

function alone(title: string, key: string, digits = 0): Column {
  return { title, key, digits, isCompared: false };
}

const LATENCY = [compared('p50 ms', 'p50', 2), compared('p95 ms', 'p95', 2), compared('p99 ms', 'p99', 2)];
const CPU = [
  compared('server CPU us/edit', 'cpuPerEdit', 1),
  alone('server core %', 'serverCore'),
  alone('load core %', 'loadCore'),
];
const BYTES = [compared('up B/edit', 'bytesUp', 0), compared('down B/edit/client', 'bytesDown', 0)];
const MEMORY = compared('peak MiB', 'memoryMiB', 0);
const JOIN = [compared('cold join ms', 'joinMs', 1), compared('join bytes', 'joinBytes', 0)];

/** The columns of each workload. */
export const COLUMNS: Readonly<Record<WorkloadName, readonly Column[]>> = {
  typing: [
    compared('delivered/s', 'deliveredPerSecond', 0),
    ...LATENCY,
    ...CPU,
    ...BYTES,
    MEMORY,
    alone('drain ms', 'drainMs'),
  ],
  saturate: [compared('edits/s', 'convergedPerSecond', 0), ...LATENCY, ...CPU, ...BYTES, MEMORY],
  replay: [
    compared('seconds', 'seconds', 2),
    compared('edits/s', 'editsPerSecond', 0),
    ...CPU,
    compared('up B/edit', 'bytesUp', 1),
    alone('frames up/edit', 'framesUp', 3),
    MEMORY,
    alone('stored text B', 'storedDocument'),
    alone('stored log B', 'storedLog'),
    ...JOIN,
    alone('join of a bare text ms', 'bareJoinMs', 1),
    alone('its bytes', 'bareJoinBytes'),
  ],
  together: [
    compared('edits/s', 'editsPerSecond', 0),
    ...LATENCY,
    ...CPU,
    compared('up B/edit', 'bytesUp', 1),
    MEMORY,
  ],
  fanout: [
    ...LATENCY,
    ...CPU,
    compared('us/delivery', 'cpuPerDelivery', 2),
    compared('down B/edit/client', 'bytesDown', 0),
    MEMORY,
    compared('connect all ms', 'connectMs', 0),
    compared('connect all CPU s', 'connectCpuSeconds', 2),
    compared('connect all B down', 'connectBytes', 0),
  ],
  bigDocument: [
    ...LATENCY,
    ...CPU,
    MEMORY,
    compared('create, CPU s', 'seedSeconds', 2),
    alone('stored text B', 'storedDocument'),
    ...JOIN,
  ],
};
