import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { auditSentence } from './audit-sentence.ts';
import classes from './audit.module.css';

const rowHeight = 56;

interface Props {
  readonly entries: readonly AuditRecord[];
  readonly onOpen: (entry: AuditRecord) => void;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly onMore: () => void;
}

/** Newest first; only the rows in sight exist, the next page is read before its end is in sight. */
export function AuditList({ entries, onOpen, hasMore, loadingMore, onMore }: Props): ReactNode {
  const { t, format } = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => entries[index]?.seq ?? index,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const near = (items.at(-1)?.index ?? 0) >= entries.length - 20;
  useEffect(() => {
    if (near && hasMore && !loadingMore) onMore();
  }, [near, hasMore, loadingMore, onMore]);
  return (
    <div ref={scroller} className={classes['body']}>
      <div role="list" aria-label={t('audit.entries')} style={{ position: 'relative', height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          return (
            <div key={item.key} role="listitem" className={classes['slot']} style={{ transform: `translateY(${item.start}px)` }}>
              <button
                type="button"
                className={classes['row']}
                onClick={() => onOpen(entry)}
                data-testid={testIds.auditRow}
                data-action={entry.action}
              >
                <span className={classes['time']}>{format.dateTime(entry.atUtc)}</span>
                <span className={classes['said']}>{auditSentence(entry, t, format)}</span>
              </button>
            </div>
          );
        })}
      </div>
      <p className={classes['end']}>{hasMore ? t('audit.loading') : t('audit.end')}</p>
    </div>
  );
}
