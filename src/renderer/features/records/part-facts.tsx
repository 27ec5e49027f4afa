import type { ReactNode } from 'react';
import { kindsOf } from '#shared/domain/defect-kinds.ts';
import type { Defect, PartReport } from '#shared/domain/inspection.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { testIds } from '../../test-ids.ts';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { ReinspectSection } from '../review/reinspect-section.tsx';
import { RejudgeSection } from '../review/rejudge-section.tsx';
import { UseForTeaching } from '../teach/use-for-teaching.tsx';
import classes from './part.module.css';
import { Resemblances } from './resemblances.tsx';

/** Judges that have a name in the catalogues; of others (of later models) the model's own name is shown. */
const named = ['r16', 'r16c', 'g8', 'd16', 'd16c', 'own', 'ownc', 'ownc0', 'ownc1', 'ownp', 'labelled'] as const;
const isNamed = (name: string): name is (typeof named)[number] => named.some((one) => one === name);
const steps = ['wait', 'decode', 'locate', 'prepare', 'infer', 'defects', 'record', 'judge', 'total'] as const;

/** The record of a part in words and figures, for someone who has to answer for it. */
export function PartFacts({ report }: { readonly report: PartReport }): ReactNode {
  const { t, format } = useText();
  const reviewFrom = report.tools[0]?.reviewThreshold ?? null;
  return (
    <div className={classes['facts']}>
      <Section title={t('part.evidence')}>
        <Fact
          label={t('part.score')}
          value={t('part.scoreOfThreshold', {
            score: format.scoreBeside(report.score, report.threshold),
            threshold: format.score(report.threshold),
          })}
        />
        {reviewFrom !== null && <Fact label={t('part.reviewFrom')} value={format.score(reviewFrom)} />}
        {report.reason !== 'OK' && <Fact label={t('records.reason')} value={report.reason} />}
        {report.detail !== null && <Fact label={t('common.details')} value={report.detail} />}
      </Section>
      <Defects report={report} />
      <Resemblances key={`alike ${report.id}`} report={report} />
      <Scorers report={report} />
      <Section title={t('review.section')}>
        <RejudgeSection key={report.id} report={report} />
        <div className={classes['further']}>
          <UseForTeaching key={`teach ${report.id}`} part={report} />
        </div>
      </Section>
      <Section title={t('part.trace')}>
        <Fact label={t('part.product')} value={report.productName ?? absent} />
        <Fact
          label={t('part.recipe')}
          value={report.recipeVersion === null ? absent : t('part.recipeVersion', { version: report.recipeVersion })}
        />
        <Fact label={t('part.lot')} value={report.lot ?? absent} />
        <Fact label={t('part.supplierLot')} value={report.supplierLot ?? absent} />
        <Fact label={t('part.serial')} value={report.serial ?? absent} />
        <Fact label={t('part.operator')} value={report.operator ?? absent} />
        <Fact label={t('part.mode')} value={t(`part.modeName.${report.mode}`)} />
        <Fact label={t('part.source')} value={report.source ?? absent} />
        <Fact
          label={t('part.captured')}
          value={
            report.capturedAtUtc === null
              ? absent
              : `${format.date(report.capturedAtUtc)} ${format.exactTime(report.capturedAtUtc)}`
          }
        />
        <Fact label={t('part.judged')} value={`${format.date(report.judgedAtUtc)} ${format.exactTime(report.judgedAtUtc)}`} />
        <Hash label={t('part.model')} value={report.modelSha256} />
        <Fact label={t('part.engine')} value={report.engineFingerprint ?? absent} />
        <Hash label={t('part.chain')} value={report.chainHash} />
      </Section>
      <Section title={t('part.pictures')}>
        {report.pictures.map((picture) => (
          <div key={picture.kind} className={classes['picture']}>
            <span>
              {t(`part.pictureKind.${picture.kind}`)}
              <span className={classes['quiet']}>
                {' '}
                {t(`part.pictureState.${picture.state}`)}
                {picture.bytes !== null && ` · ${format.bytes(picture.bytes)}`}
              </span>
            </span>
            {picture.sha256 !== null && <CopyText text={picture.sha256} />}
          </div>
        ))}
        {report.width !== null && report.height !== null && (
          <p className={classes['quiet']}>{t('part.size', { width: report.width, height: report.height })}</p>
        )}
      </Section>
      <Latency report={report} />
      <Section title={t('review.again')}>
        <ReinspectSection key={report.id} report={report} />
      </Section>
    </div>
  );
}

function Defects({ report }: { readonly report: PartReport }): ReactNode {
  const { t, format } = useText();
  if (report.defects.length === 0) {
    return (
      <Section title={t('part.defects')}>
        <p className={classes['quiet']}>{t('part.noDefects')}</p>
      </Section>
    );
  }
  const told = kindsOf(report.defects).length > 0;
  return (
    <Section title={t('part.defects')}>
      <table className={classes['defects']}>
        <thead>
          <tr>
            <th>{t('part.defectNo')}</th>
            {told && <th className={classes['kind']}>{t('part.kind.title')}</th>}
            <th>{t('part.defectScore')}</th>
            <th>{t('part.defectPosition')}</th>
            <th>{t('part.defectSize')}</th>
            <th>{t('part.defectArea')}</th>
          </tr>
        </thead>
        <tbody>
          {report.defects.map((defect, index) => (
            <tr key={`${defect.x},${defect.y},${defect.width},${defect.height}`} data-testid={testIds.partDefect}>
              <td>{index + 1}</td>
              {told && <Kind defect={defect} />}
              <td>{format.score(defect.score)}</td>
              <td>
                {format.count(defect.x)}, {format.count(defect.y)}
              </td>
              <td>
                {format.count(defect.width)} × {format.count(defect.height)}
              </td>
              <td>{t('part.px2', { value: format.count(defect.area_px) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** Of a kind that was taught, or of none of them; and how sure the nearest of them is. */
function Kind({ defect: { kind, kind_confidence: confidence } }: { readonly defect: Defect }): ReactNode {
  const { t, format } = useText();
  return (
    <td className={classes['kind']} data-testid={testIds.partDefectKind}>
      {kind === undefined ? absent : (kind ?? t('part.kind.unknown'))}
      {kind != null && confidence !== undefined && (
        <span className={classes['quiet']}>{t('part.kind.sure', { share: format.percent(confidence) })}</span>
      )}
    </td>
  );
}

/** Which judges of the model spoke; nothing of a part that passed, where they only say how usual it is. */
function Scorers({ report }: { readonly report: PartReport }): ReactNode {
  const { t, format } = useText();
  const spoken = (report.tools[0]?.scorers ?? []).filter(({ share }) => share > 0);
  if (report.verdict === 'pass' || report.verdict === 'error' || spoken.length === 0) return null;
  return (
    <Section title={t('part.scorers')}>
      {spoken
        .toSorted((a, b) => b.share - a.share)
        .map(({ name, share }) => (
          <div key={name} className={classes['step']} data-testid={testIds.partScorer}>
            <span>{isNamed(name) ? t(`part.scorer.${name}`) : name}</span>
            <span className={classes['stepTrack']}>
              <span className={classes['stepFill']} style={{ width: `${share * 100}%` }} />
            </span>
            <span className={classes['stepValue']}>{format.percent(share)}</span>
          </div>
        ))}
    </Section>
  );
}

function Latency({ report }: { readonly report: PartReport }): ReactNode {
  const { t, format } = useText();
  const longest = Math.max(1, ...steps.map((step) => report.latency[step] ?? 0));
  return (
    <Section title={t('part.latency')}>
      {steps.map((step) => {
        const value = report.latency[step];
        if (value === undefined) return null;
        return (
          <div key={step} className={classes['step']} data-sum={step === 'judge' || step === 'total' || undefined}>
            <span>{t(`part.step.${step}`)}</span>
            <span className={classes['stepTrack']}>
              <span className={classes['stepFill']} style={{ width: `${(value / longest) * 100}%` }} />
            </span>
            <span className={classes['stepValue']}>{t('run.ms', { value: format.decimal(value, 1) })}</span>
          </div>
        );
      })}
    </Section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={classes['section']}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }): ReactNode {
  return (
    <div className={classes['fact']}>
      <span className={classes['quiet']}>{label}</span>
      <span>{value}</span>
    </div>
  );
}

function Hash({ label, value }: { readonly label: string; readonly value: string | null }): ReactNode {
  return (
    <div className={classes['fact']}>
      <span className={classes['quiet']}>{label}</span>
      {value === null ? <span>{absent}</span> : <CopyText text={value} />}
    </div>
  );
}
