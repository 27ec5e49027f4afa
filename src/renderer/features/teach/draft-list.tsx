import { ActionIcon, Progress } from '@mantine/core';
import { IconPhoto, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { Draft } from '#shared/contract/draft.ts';
import { draftPictureAddress } from '../../client/addresses.ts';
import { api } from '../../client/api.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import classes from './teach.module.css';
import { isActive } from './use-draft.ts';

/** Drafts, last changed first, each with a picture of it and how far it is. */
export function DraftList({ drafts }: { readonly drafts: readonly Draft[] }): ReactNode {
  const { t, format } = useText();
  const { act } = useActs();
  const [removing, setRemoving] = useState<Draft | null>(null);
  const remove = ({ id }: Draft): void =>
    act({
      right: 'engineer',
      run: async () => {
        await api.teach.remove({ id });
        await queryClient.invalidateQueries({ queryKey: queryKeys.drafts });
      },
    });
  return (
    <>
      <ul className={classes['draftList']}>
        {drafts.map((draft) => {
          const { counts } = draft;
          return (
            <li key={draft.id} className={classes['draft']}>
              <Link href={`/teach/${draft.id}`} className={classes['draftLink']} data-testid={testIds.draftItem}>
                <Cover draft={draft} />
                <span className={classes['draftText']}>
                  <strong>{draft.name}</strong>
                  <span>
                    {t('teach.countsGood', { count: counts.good, formatted: format.count(counts.good) })}
                    {counts.bad > 0 && ` · ${t('teach.countsBad', { count: counts.bad, formatted: format.count(counts.bad) })}`}
                  </span>
                  <span className={classes['quiet']}>
                    {draft.createdBy} · {format.dateTime(draft.changedAtUtc)}
                  </span>
                  <DraftState draft={draft} />
                </span>
              </Link>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('teach.removeDraft', { name: draft.name })}
                onClick={() => setRemoving(draft)}
              >
                <IconTrash size={22} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      <ConfirmDialog
        opened={removing !== null}
        title={t('teach.removeTitle', { name: removing?.name ?? '' })}
        text={t('teach.removeText')}
        confirm={t('teach.removeDo')}
        onClose={() => setRemoving(null)}
        onConfirm={() => removing !== null && remove(removing)}
      />
    </>
  );
}

function DraftState({ draft }: { readonly draft: Draft }): ReactNode {
  const { t } = useText();
  const { job, taught, savedAs } = draft;
  if (job !== null && isActive(job)) {
    const teaches = job.kind === 'teach';
    const label = t(teaches ? 'teach.state.teaching' : 'teach.state.adding');
    return (
      <span className={classes['draftJob']}>
        {label}
        <Progress value={100 * job.share} size="md" aria-label={label} />
      </span>
    );
  }
  if (savedAs !== null && taught?.outdated !== true)
    return <span className={classes['quiet']}>{t('teach.state.saved', { version: savedAs.version })}</span>;
  if (taught === null) return <span className={classes['quiet']}>{t('teach.state.collecting')}</span>;
  return <span className={classes['quiet']}>{taught.outdated ? t('teach.state.outdated') : t('teach.state.taught')}</span>;
}

/** The first good picture of a draft; a hatched field while there is none. */
function Cover({ draft }: { readonly draft: Draft }): ReactNode {
  const opened = useQuery({
    queryKey: [...queryKeys.draft(draft.id), 'cover', draft.changedAtUtc],
    queryFn: () => api.teach.get({ id: draft.id }),
    select: ({ pictures, reference }) => reference ?? (pictures.find(({ label }) => label === 'good') ?? pictures[0])?.id ?? null,
    enabled: draft.counts.good + draft.counts.bad + draft.counts.unused > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <span className={classes['cover']}>
      {opened.data == null ? (
        <IconPhoto size={30} stroke={1.5} aria-hidden />
      ) : (
        <img src={draftPictureAddress(draft.id, opened.data, 'thumb')} alt="" loading="lazy" draggable={false} />
      )}
    </span>
  );
}
