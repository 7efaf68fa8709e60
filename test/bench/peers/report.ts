import { medians, show } from '../statistics.ts';
import { COLUMNS, type Column } from './columns.ts';
import type { Case, Workload } from './plan.ts';
import type { RunRecord } from './run-records.ts';

const OURS = 'ours';
/** What `ours` is compared with, where it ran. */
const COMPARED_WITH = ['raw-do', 'hocuspocus', 'sharedb'];

interface Row {
  peer: string;
  figures: Record<string, number>;
  texts: string;
  runs: string;
}

/** The tables of a plan, in Markdown: the medians of each case's runs, and the ratios of ours to others. */
export function tablesOf(plan: readonly Workload[], records: readonly RunRecord[]): string {
  const parts = plan.flatMap((workload) => {
    const cases = workload.cases
      .map((one) => caseTable(workload, one, records))
      .filter((table) => table !== '');
    return cases.length === 0 ? [] : [`## ${workload.id}, ${workload.title}`, ...cases];
  });
  return `${parts.join('\n\n')}\n`;
}

function caseTable(workload: Workload, { name }: Case, records: readonly RunRecord[]): string {
  const ofCase = records.filter((run) => run.workload === workload.id && run.case === name);
  const rows = workload.peers.flatMap((peer) =>
    rowOf(
      peer,
      ofCase.filter((run) => run.peer === peer),
    ),
  );
  if (rows.length === 0) return '';
  const columns = COLUMNS[workload.name].filter(({ key }) => rows.some(({ figures }) => key in figures));
  const lines = [
    `### ${name}`,
    '',
    `| peer | ${columns.map(({ title }) => title).join(' | ')} | text | runs |`,
    `| --- | ${columns.map(() => '---:').join(' | ')} | --- | ---: |`,
    ...rows.map(
      ({ peer, figures, texts, runs }) =>
        `| ${peer} | ${columns.map(({ key, digits }) => show(figures[key], digits)).join(' | ')} | ${texts} | ${runs} |`,
    ),
    ...ratioRows(columns, rows),
  ];
  const errors = new Set(ofCase.flatMap((run) => ('error' in run ? [`${run.peer}: ${run.error}`] : [])));
  if (errors.size > 0) lines.push('', ...[...errors].map((error) => `> ${error.replaceAll('\n', ' ')}`));
  return lines.join('\n');
}

function rowOf(peer: string, runs: readonly RunRecord[]): Row[] {
  if (runs.length === 0) return [];
  const good = runs.filter((run) => 'figures' in run);
  const failed = runs.length - good.length;
  return [
    {
      peer,
      figures: medians(good.map(({ figures }) => figures)),
      texts: [...new Set(good.map(({ text }) => text))].join(', '),
      runs: failed === 0 ? String(good.length) : `${good.length} (${failed} failed)`,
    },
  ];
}

/** The figures of ours, divided by those of others: below 1 where ours has less. */
function ratioRows(columns: readonly Column[], rows: readonly Row[]): string[] {
  const ours = rows.find(({ peer }) => peer === OURS);
  if (ours === undefined) return [];
  return rows
    .filter(({ peer }) => COMPARED_WITH.includes(peer) || peer.startsWith(`${OURS}-`))
    .map(({ peer, figures }) => {
      const ratios = columns.map(({ key, isCompared }) =>
        isCompared ? show((ours.figures[key] ?? Number.NaN) / (figures[key] ?? Number.NaN), 2) : '',
      );
      return `| ours / ${peer} | ${ratios.join(' | ')} | | |`;
    });
}
