import type { ReactNode } from 'react';
import type { Report } from '#shared/domain/report.ts';
import { RejectPicture } from './reject-picture.tsx';
import { useText } from '../../text/use-text.ts';
import classes from './reports.module.css';

/** What stands below the charts: cycle times, re-judgements, lots, what judged, the proof, the worst parts. */
export function ReportFacts({ report }: { readonly report: Report }): ReactNode {
  const { t } = useText();
  return (
    <>
      <Cycle report={report} />
      <Lots report={report} />
      <Recipes report={report} />
      <Proof report={report} />
      {report.rejects.length > 0 && (
        <section className={classes['section']}>
          <h3>{t('reports.gallery')}</h3>
          <Gallery report={report} />
        </section>
      )}
    </>
  );
}

function Cycle({ report }: { readonly report: Report }): ReactNode {
  const { t, format } = useText();
  const { cycle, rejudged, counters } = report;
  const facts = [
    ...(cycle === null
      ? []
      : [
          [t('reports.cycleMin'), format.duration(cycle.minMs)],
          [t('run.cycleMean'), format.duration(cycle.meanMs)],
          [t('reports.cycleP95'), format.duration(cycle.p95Ms)],
          [t('reports.cycleMax'), format.duration(cycle.maxMs)],
        ]),
    [
      t('reports.rejudged'),
      t('reports.rejudgedText', {
        count: format.count(rejudged.count),
        accepted: format.count(rejudged.accepted),
        share: format.percent(counters.total === 0 ? null : rejudged.accepted / counters.total),
      }),
    ],
  ];
  return (
    <section className={classes['section']}>
      <h3>{t('reports.cycle')}</h3>
      <dl className={classes['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Lots({ report }: { readonly report: Report }): ReactNode {
  const { t, format } = useText();
  const { rows, others, otherCount } = report.lots;
  const lines = [
    ...rows.map(({ key, counters }) => ({ name: key ?? t('reports.noLot'), counters })),
    ...(otherCount === 0 ? [] : [{ name: t('reports.others', { count: format.count(otherCount) }), counters: others }]),
  ];
  return (
    <section className={classes['section']}>
      <h3>{t('reports.lots')}</h3>
      <div className={classes['scroll']}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('records.lot')}</th>
              {(['total', 'ok', 'ng', 'review', 'error', 'yield'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`run.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ name, counters }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {(['total', 'ok', 'ng', 'review', 'error'] as const).map((key) => (
                  <td key={key}>{format.count(counters[key])}</td>
                ))}
                <td>{format.percent(counters.total === 0 ? null : counters.ok / counters.total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Recipes({ report }: { readonly report: Report }): ReactNode {
  const { t, format } = useText();
  return (
    <section className={classes['section']}>
      <h3>{t('reports.recipes')}</h3>
      {report.recipes.map(({ productId, productName, version, sha256, modelSha256, counters }) => (
        <div key={`${productId}@${version}`} className={classes['recipe']}>
          <strong>
            {productName ?? productId} {version === null ? '' : t('part.recipeVersion', { version })}
          </strong>
          <span>{t('reports.parts', { count: format.count(counters.total) })}</span>
          <code>
            {t('part.recipe')} {sha256 ?? t('reports.unknown')}
          </code>
          {modelSha256.map((model) => (
            <code key={model}>
              {t('part.model')} {model}
            </code>
          ))}
        </div>
      ))}
    </section>
  );
}

function Proof({ report }: { readonly report: Report }): ReactNode {
  const { t, format } = useText();
  const { proof, head } = report;
  return (
    <section className={classes['section']}>
      <h3>{t('reports.proof')}</h3>
      <p data-proof={proof === null ? 'none' : proof.ok ? 'ok' : 'broken'} className={classes['proof']}>
        {proof === null
          ? t('reports.proofNone')
          : proof.ok
            ? t('reports.proofOk', { parts: format.count(proof.parts), pictures: format.count(proof.picturesChecked) })
            : t('reports.proofBroken', { count: format.count(proof.problemCount) })}
      </p>
      {proof?.problems.map(({ kind, subject, detail }) => (
        <code key={`${kind} ${subject}`}>
          {kind} · {subject} · {detail}
        </code>
      ))}
      <code>
        {t('part.chain')} {head.seq}:{head.hash}
      </code>
    </section>
  );
}

function Gallery({ report }: { readonly report: Report }): ReactNode {
  const { t, format } = useText();
  return (
    <ul className={classes['gallery']}>
      {report.rejects.map(({ id, number, score, threshold, defectKinds }) => (
        <li key={id}>
          <RejectPicture partId={id} />
          <strong>{t('part.title', { number })}</strong>
          {defectKinds.length > 0 && (
            <span>{format.list([...new Set(defectKinds.map((kind) => kind ?? t('part.kind.unknown')))])}</span>
          )}
          <span>
            {t('part.scoreOfThreshold', { score: format.scoreBeside(score, threshold), threshold: format.score(threshold) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
