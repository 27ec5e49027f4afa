import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PartReport } from '#shared/domain/inspection.ts';
import { createViewLink } from '../../canvas/view-link.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { PartStage } from '../records/part-stage.tsx';
import classes from './review.module.css';

interface Props {
  readonly report: PartReport;
  readonly compare: boolean;
  readonly onShown: (partId: string) => void;
}

/** The picture of the part, and on wish a good one beside it: zooming one zooms both. */
export function ReviewStage({ report, compare, onShown }: Props): ReactNode {
  const { t, format } = useText();
  const [link] = useState(createViewLink);
  return (
    <div className={classes['stages']} data-compare={compare || undefined}>
      <figure className={classes['stage']}>
        <PartStage key={report.id} report={report} link={link} onShown={onShown} />
        {compare && <figcaption>{t('part.title', { number: format.count(report.number) })}</figcaption>}
      </figure>
      {compare && <GoodPart key={report.id} report={report} link={link} />}
    </div>
  );
}

function GoodPart({
  report,
  link,
}: {
  readonly report: PartReport;
  readonly link: ReturnType<typeof createViewLink>;
}): ReactNode {
  const { t, format } = useText();
  const query = useQuery({ queryKey: ['good', report.id], queryFn: () => api.review.good({ id: report.id }) });
  const good = query.data?.part;
  return (
    <figure className={classes['stage']} data-testid={testIds.reviewGood} data-part={good?.id}>
      {query.isPending ? (
        <Skeleton height="100%" radius={0} />
      ) : good == null ? (
        <p className={classes['nothing']}>{query.isError ? t(`error.${failureOf(query.error).code}`) : t('review.noGood')}</p>
      ) : (
        <>
          <PartStage report={good} link={link} plain />
          <figcaption>
            {t('review.goodPart', { number: format.count(good.number), time: format.dateTime(good.judgedAtUtc) })}
          </figcaption>
        </>
      )}
    </figure>
  );
}
