import type { Content, TableCell } from 'pdfmake/interfaces.js';
import { type Counters, yieldOf } from '#shared/domain/counters.ts';
import type { Report, UsedRecipe } from '#shared/domain/report.ts';
import { heading, headingRight, ink, note, right, rows, section, sectionRows, smallSize } from './style.ts';
import type { Writing } from './writing.ts';

const shownChanges = 40;

/** When which threshold decided. */
export function thresholdTable({ thresholds }: Report, { texts, format }: Writing): Content[] {
  const { column } = texts;
  if (thresholds.changes.length === 0) return [];
  const body: TableCell[][] = [
    [
      heading(column.from),
      headingRight(column.part),
      heading(column.product),
      headingRight(column.recipe),
      headingRight(column.threshold),
    ],
    ...thresholds.changes
      .slice(0, shownChanges)
      .map(({ fromUtc, number, productName, recipeVersion, threshold }): TableCell[] => [
        format.time(fromUtc),
        right(format.partNumber(number)),
        productName ?? '–',
        right(recipeVersion === null ? '–' : `v${recipeVersion}`),
        right(format.score(threshold)),
      ]),
  ];
  const left = thresholds.others + Math.max(0, thresholds.changes.length - shownChanges);
  const more = left === 0 ? [] : [note(texts.moreChanges(format.count(left)))];
  return [sectionRows(texts.section.thresholds, ['auto', 60, '*', 50, 60], body), ...more];
}

export function cycleTable({ cycle }: Report, { texts, format }: Writing): Content[] {
  if (cycle === null) return [];
  const entries = [
    [texts.cycle.min, cycle.minMs],
    [texts.cycle.mean, cycle.meanMs],
    [texts.cycle.p95, cycle.p95Ms],
    [texts.cycle.max, cycle.maxMs],
  ] as const;
  const body = [
    entries.map(([name]) => heading(name)),
    entries.map(([, ms]): TableCell => ({ text: format.ms(ms), bold: true, fontSize: 11 })),
  ];
  return section(texts.section.cycle, rows(['*', '*', '*', '*'], body));
}

/** What people said afterwards, beside the verdicts of the station. */
export function rejudgedBlock({ rejudged, counters }: Report, { texts, format, verdict: names }: Writing): Content[] {
  const words = texts.rejudged;
  const { column } = texts;
  if (rejudged.count === 0) return section(texts.section.rejudged, { text: words.none });
  const share = format.percent(rejudged.accepted / Math.max(1, counters.total));
  const kinds: TableCell[][] = [
    [heading(column.judged), heading(column.rejudged), heading(column.reason), headingRight(column.count)],
    ...rejudged.kinds.map(({ original, verdict, reason, count }): TableCell[] => [
      names[original],
      names[verdict],
      words.reason[reason],
      right(format.count(count)),
    ]),
  ];
  const single: TableCell[][] = [
    [column.part, column.judged, column.rejudged, column.reason, column.by, column.at, column.comment].map(heading),
    ...rejudged.rows.map(({ number, original, verdict, reason, by, atUtc, comment }): TableCell[] => [
      format.partNumber(number),
      names[original],
      names[verdict],
      words.reason[reason],
      by,
      format.minute(atUtc),
      comment ?? '',
    ]),
  ];
  const left = rejudged.count - rejudged.rows.length;
  return section(
    texts.section.rejudged,
    {
      stack: [
        { text: words.summary(format.count(rejudged.count), format.count(rejudged.accepted), share), margin: [0, 0, 0, 6] },
        rows([80, 80, '*', 60], kinds),
      ],
    },
    { ...rows([44, 44, 44, 112, 62, 78, '*'], single), fontSize: smallSize + 0.5, margin: [0, 10, 0, 0] },
    ...(left === 0 ? [] : [note(words.more(format.count(left)))]),
  );
}

/** Counters by lot, the largest first; the last row adds up the rest, so that the table has all parts. */
export function lotTable(report: Report, what: 'lots' | 'supplierLots', { texts, format }: Writing): Content[] {
  const { rows: groups, others, otherCount } = report[what];
  if (!groups.some(({ key }) => key !== null)) return [];
  const { figure, column } = texts;
  const line = (name: string, counters: Counters): TableCell[] => [
    name,
    right(format.count(counters.total)),
    right(format.count(counters.ok)),
    right(format.count(counters.ng)),
    right(format.count(counters.review)),
    right(format.count(counters.error)),
    right(format.percent(yieldOf(counters) ?? 0)),
  ];
  const body: TableCell[][] = [
    [
      heading(what === 'lots' ? column.lot : column.supplierLot),
      ...[figure.total, figure.ok, figure.ng, figure.review, figure.error, column.share].map(headingRight),
    ],
    ...groups.map(({ key, counters }) => line(key ?? texts.noLot, counters)),
    ...(otherCount === 0 ? [] : [line(texts.others(format.count(otherCount)), others)]),
  ];
  return [sectionRows(texts.section[what], ['*', 52, 52, 46, 46, 46, 52], body)];
}

/** What judged the parts: every version of a recipe with its hash and those of its models. */
export function recipeTable({ recipes }: Report, { texts, format }: Writing): Content[] {
  if (recipes.length === 0) return [];
  const { column, figure } = texts;
  const hash = (name: string, value: string): Content => ({
    text: [{ text: `${name}  `, color: ink.dim }, value],
    fontSize: smallSize,
  });
  const limits = ({ threshold, reviewThreshold }: UsedRecipe): string =>
    [
      ...(threshold === null ? [] : [`${column.threshold} ${format.score(threshold)}`]),
      ...(reviewThreshold === null ? [] : [`${texts.reviewFrom} ${format.score(reviewThreshold)}`]),
    ].join('  ·  ');
  const hashes = ({ sha256, modelSha256 }: UsedRecipe): Content[] => [
    hash(texts.recipeHash, sha256 ?? texts.unknownRecipe),
    ...modelSha256.map((model) => hash(texts.modelHash, model)),
  ];
  const body: TableCell[][] = [
    [heading(column.product), heading(column.used), headingRight(figure.total), headingRight(figure.ng)],
    ...recipes.map((used): TableCell[] => [
      {
        stack: [
          {
            text: [
              { text: `${used.productName ?? '–'} ${used.version === null ? '' : `v${used.version}`}`, bold: true },
              ...(used.createdBy === null || used.createdAtUtc === null
                ? []
                : [
                    {
                      text: `   ${texts.createdBy(used.createdBy, format.minute(used.createdAtUtc))}`,
                      color: ink.dim,
                      fontSize: smallSize,
                    },
                  ]),
            ],
          },
          ...(limits(used) === '' ? [] : [{ text: limits(used), fontSize: smallSize }]),
          ...hashes(used),
        ],
      },
      { text: `${format.minute(used.firstUtc)}\n${format.minute(used.lastUtc)}`, fontSize: smallSize },
      right(format.count(used.counters.total)),
      right(format.count(used.counters.ng)),
    ]),
  ];
  return [sectionRows(texts.section.recipes, ['*', 66, 52, 42], body)];
}

/** What is wrong with the records, where the proof found something. */
export function problemTable({ proof }: Report, { texts }: Writing): Content[] {
  const problems = proof?.problems ?? [];
  if (problems.length === 0) return [];
  const { proof: words, section: titles } = texts;
  const body = problems.map(({ kind, subject, detail }): TableCell[] => [kind, subject, detail]);
  return [sectionRows(titles.problems, [100, 130, '*'], [[heading(words.problem), heading(''), heading('')], ...body])];
}

export function proofBlock({ proof, head }: Report, { texts, format }: Writing): Content[] {
  const { proof: words } = texts;
  const end = (name: string, value: { seq: number; hash: string }): Content => ({
    text: [{ text: `${name}:  `, color: ink.dim }, `${value.seq}:${value.hash}`],
    fontSize: smallSize,
    margin: [0, 3, 0, 0],
  });
  if (proof === null)
    return section(texts.section.proof, { stack: [{ text: words.notMade }, end(words.reportHead, head), note(words.headHint)] });
  const verdict: Content = {
    text: proof.ok ? words.ok : words.broken(format.count(proof.problemCount)),
    bold: true,
    color: proof.ok ? ink.pass : ink.fail,
  };
  return section(texts.section.proof, {
    stack: [
      verdict,
      { text: words.scope(format.count(proof.parts), format.count(proof.auditEntries)), margin: [0, 3, 0, 0] },
      { text: proof.pictures ? words.pictures(format.count(proof.picturesChecked)) : words.noPictures },
      end(words.reportHead, head),
      end(words.head, proof.head),
      note(words.headHint),
    ],
  });
}
