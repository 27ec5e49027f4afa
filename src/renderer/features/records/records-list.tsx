import { Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode, useEffect, useRef } from 'react';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { PartThumb } from '../../components/part-thumb.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { RejudgedBadge } from '../review/rejudged-badge.tsx';
import { reasonSentence } from '../run/reason-sentence.ts';
import classes from './records.module.css';

const rowHeight = 76;

interface Props {
  readonly parts: readonly PartSummary[];
  readonly opened: string | null;
  readonly onOpen: (id: string) => void;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly onMore: () => void;
}

/** Newest first; only the rows in sight exist, the next page is read before its end is in sight. */
export function RecordsList({ parts, opened, onOpen, hasMore, loadingMore, onMore }: Props): ReactNode {
  const { t } = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: parts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => parts[index]?.id ?? index,
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const near = last >= parts.length - 20;
  useEffect(() => {
    if (near && hasMore && !loadingMore) onMore();
  }, [near, hasMore, loadingMore, onMore]);

  return (
    <div className={classes['table']}>
      <Head />
      <div ref={scroller} className={classes['body']}>
        <div role="list" style={{ position: 'relative', height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const part = parts[item.index];
            if (part === undefined) return null;
            return (
              <div
                key={item.key}
                role="listitem"
                className={classes['slot']}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Row part={part} opened={part.id === opened} onOpen={onOpen} />
              </div>
            );
          })}
        </div>
        <p className={classes['end']}>{hasMore ? t('records.loadingMore') : t('records.end')}</p>
      </div>
    </div>
  );
}

function Head(): ReactNode {
  const { t } = useText();
  const columns = [
    'colPicture',
    'colNumber',
    'colVerdict',
    'colScore',
    'colReason',
    'colProduct',
    'colLot',
    'colSerial',
    'colTime',
  ] as const;
  return (
    <div className={classes['head']} aria-hidden>
      {columns.map((column) => (
        <span key={column}>{t(`records.${column}`)}</span>
      ))}
    </div>
  );
}

const Row = memo(function Row({
  part,
  opened,
  onOpen,
}: {
  part: PartSummary;
  opened: boolean;
  onOpen: (id: string) => void;
}): ReactNode {
  const { t, format } = useText();
  const number = format.count(part.number);
  const product =
    part.productName === null ? '–' : t('bar.productVersion', { name: part.productName, version: part.recipeVersion ?? '–' });
  return (
    <button
      type="button"
      className={classes['row']}
      data-opened={opened || undefined}
      data-verdict={part.verdict}
      data-part={part.id}
      data-testid={testIds.recordsRow}
      onClick={() => onOpen(part.id)}
    >
      <PartThumb part={part} hasPicture={null} />
      <span className={classes['number']}>{number}</span>
      <span className={classes['verdictCell']}>
        <span className={classes['verdictName']}>{t(`verdictName.${part.verdict}`)}</span>
        {part.rejudgement !== null && <RejudgedBadge rejudgement={part.rejudgement} />}
      </span>
      <span className={classes['scoreCell']}>{format.score(part.score)}</span>
      <span className={classes['cut']}>{reasonSentence(part, t, format)}</span>
      <span className={classes['cut']}>{product}</span>
      <span className={classes['cut']}>{part.lot ?? '–'}</span>
      <span className={classes['cut']}>{part.serial ?? '–'}</span>
      <span className={classes['timeCell']}>
        <span>{format.time(part.judgedAtUtc)}</span>
        <span className={classes['dateCell']}>{format.date(part.judgedAtUtc)}</span>
      </span>
    </button>
  );
});

/** The list before its first answer: rows where rows will be. */
export function RecordsSkeleton(): ReactNode {
  return (
    <div className={classes['skeleton']} aria-busy>
      {['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => (
        <Skeleton key={key} height={60} radius="md" />
      ))}
    </div>
  );
}
