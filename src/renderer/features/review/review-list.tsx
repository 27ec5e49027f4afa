import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { PartThumb } from '../../components/part-thumb.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { RejudgedBadge } from './rejudged-badge.tsx';
import classes from './review.module.css';
import type { ReviewQueue } from './use-review-queue.ts';

const rowHeight = 84;

/** The queue as small pictures; what was judged stays in its place until the list is read anew. */
export function ReviewList({ queue }: { readonly queue: ReviewQueue }): ReactNode {
  const { t, format } = useText();
  const { parts, current, hasMore, loadingMore, more } = queue;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: parts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => parts[index]?.id ?? index,
    overscan: 4,
  });
  const at = parts.findIndex((part) => part.id === current?.id);
  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(at, { align: 'auto' });
  }, [at, virtualizer]);
  const last = Math.max(virtualizer.getVirtualItems().at(-1)?.index ?? 0, at);
  useEffect(() => {
    if (last >= parts.length - 10 && hasMore && !loadingMore) more();
  }, [last, parts.length, hasMore, loadingMore, more]);

  return (
    <div ref={scroller} className={classes['list']} role="group" aria-label={t('review.queue')}>
      <div style={{ position: 'relative', height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const part = parts[item.index];
          if (part === undefined) return null;
          const number = format.count(part.number);
          return (
            <button
              key={item.key}
              type="button"
              className={classes['item']}
              style={{ transform: `translateY(${item.start}px)` }}
              aria-current={part.id === current?.id || undefined}
              onClick={() => queue.select(part.id)}
              data-testid={testIds.reviewItem}
              data-part={part.id}
              data-judged={part.rejudgement?.verdict}
            >
              <PartThumb part={part} hasPicture={null} />
              <span className={classes['itemText']}>
                <strong>{number}</strong>
                <span className="visuallyHidden">{t(`verdictName.${part.verdict}`)}</span>
                <span className={classes['quiet']}>{format.time(part.judgedAtUtc)}</span>
                {part.rejudgement === null ? (
                  <span className={classes['quiet']}>{format.score(part.score)}</span>
                ) : (
                  <RejudgedBadge rejudgement={part.rejudgement} />
                )}
              </span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
