import { ActionIcon, Drawer, Skeleton } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryKeys } from '../../client/query-client.ts';
import { Empty } from '../../components/empty.tsx';
import { useKeyDown } from '../../components/use-key-down.ts';
import { VerdictMark } from '../../components/verdict-mark.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { reasonSentence } from '../run/reason-sentence.ts';
import classes from './part.module.css';
import { PartFacts } from './part-facts.tsx';
import { PartStage } from './part-stage.tsx';

interface Props {
  /** The list it was opened from, newest first: arrows walk along it. */
  readonly parts: readonly PartSummary[];
  readonly opened: string | null;
  readonly onOpen: (id: string | null) => void;
}

/** Everything recorded of one part: picture, heat map, defects, time by step, and what proves it. */
export function PartDialog({ parts, opened, onOpen }: Props): ReactNode {
  const { t, format } = useText();
  const query = useQuery({
    queryKey: queryKeys.part(opened ?? ''),
    queryFn: () => api.parts.get({ id: opened ?? '' }),
    enabled: opened !== null,
    // Pictures that are still being written have no hash yet.
    refetchInterval: ({ state }) => (state.data?.pictures.some((picture) => picture.state === 'pending') ? 1_500 : false),
  });
  const at = parts.findIndex((part) => part.id === opened);
  const newer = at > 0 ? parts[at - 1] : undefined;
  const older = at >= 0 ? parts[at + 1] : undefined;
  const summary = query.data ?? parts[at];

  useKeyDown((event) => {
    if (opened === null || (event.target instanceof Element && event.target.closest('[role="slider"], input') !== null)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowRight') onOpen(older?.id ?? opened);
    else if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') onOpen(newer?.id ?? opened);
    else return;
    event.preventDefault();
  });

  return (
    <Drawer
      opened={opened !== null}
      onClose={() => onOpen(null)}
      position="right"
      size="min(1240px, 94vw)"
      withCloseButton={false}
      padding={0}
      transitionProps={{ duration: 120 }}
      overlayProps={{ backgroundOpacity: 0.55 }}
      classNames={{ body: classes['drawer'] ?? '' }}
    >
      <div className={classes['part']} data-testid={testIds.partDetail} data-part={opened}>
        <header className={classes['header']} data-tone={summary?.verdict}>
          {summary !== undefined && (
            <>
              <VerdictMark tone={summary.verdict} size={36} />
              <span className={classes['word']}>{t(`verdict.${summary.verdict}`)}</span>
              <span className={classes['headline']}>
                <h2>{t('part.title', { number: format.count(summary.number) })}</h2>
                <span>{reasonSentence(summary, t, format)}</span>
              </span>
            </>
          )}
          <span className={classes['walk']}>
            <ActionIcon
              aria-label={t('part.previous')}
              disabled={newer === undefined}
              onClick={() => onOpen(newer?.id ?? opened)}
            >
              <IconChevronUp size={24} />
            </ActionIcon>
            <ActionIcon aria-label={t('part.next')} disabled={older === undefined} onClick={() => onOpen(older?.id ?? opened)}>
              <IconChevronDown size={24} />
            </ActionIcon>
            <ActionIcon
              aria-label={t('common.close')}
              onClick={() => onOpen(null)}
              data-testid={testIds.partClose}
              data-autofocus
            >
              <IconX size={24} />
            </ActionIcon>
          </span>
        </header>
        {query.isError ? (
          <Empty title={t('part.failed')} text={t(`error.${failureOf(query.error).code}`)} />
        ) : query.data === undefined ? (
          <div className={classes['content']} aria-busy>
            <Skeleton height="100%" radius={0} />
            <Skeleton height="100%" radius={0} />
          </div>
        ) : (
          <div className={classes['content']}>
            <PartStage key={query.data.id} report={query.data} />
            <PartFacts report={query.data} />
          </div>
        )}
      </div>
    </Drawer>
  );
}
