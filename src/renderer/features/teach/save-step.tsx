import { Button, NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import { IconCircleCheck, IconDeviceFloppy, IconPackage, IconPlayerPlay, IconSettings } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import { api } from '../../client/api.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { NotTaught, OutdatedNotice } from './not-taught.tsx';
import { refreshDraft } from './use-draft.ts';
import classes from './teach.module.css';
import type { ThresholdChoice } from './threshold/threshold-choice.ts';

interface Props {
  readonly draft: OpenedDraft;
  readonly choice: ThresholdChoice;
}

/** Last step: a new recipe version, and the change-over to it. */
export function SaveStep({ draft, choice }: Props): ReactNode {
  const { t, format } = useText();
  const { act } = useActs();
  const products = useQuery({ queryKey: queryKeys.products, queryFn: () => api.products.list() });
  const active = useLive((state) => state.status?.product ?? null);
  const hasSource = useLive((state) => state.status?.camera.source != null);
  const target = draft.savedAs?.productId ?? draft.productId;
  const known = products.data?.find(({ id }) => id === target) ?? null;
  const [name, setName] = useState<string | null>(null);
  const [number, setNumber] = useState<number | null>(null);
  const [comment, setComment] = useState('');
  const [select, setSelect] = useState(true);
  const { threshold, review } = choice;
  const shownName = name ?? known?.name ?? draft.name;
  const taken = products.data?.find((product) => product.number === number && product.id !== target) ?? null;
  const save = useMutation({
    mutationFn: () =>
      api.teach.save({
        id: draft.id,
        name: shownName.trim(),
        ...(number === null ? {} : { number }),
        threshold,
        reviewThreshold: review,
        comment: comment.trim(),
        select,
      }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.products });
      void refreshDraft(draft.id);
    },
  });
  const { taught } = draft;
  if (taught === null) return <NotTaught draft={draft} />;
  const saved = save.data ?? null;
  const compares = taught.method === 'reference';
  const facts = [
    [t('teach.method.title'), t(`teach.method.name.${taught.method}`)],
    [
      t('teach.save.pictures'),
      t(compares ? 'teach.reference.saveValue' : 'teach.save.picturesValue', {
        good: format.count(taught.good),
        bad: format.count(taught.bad),
      }),
    ],
    [t('teach.threshold.line'), `${format.score(threshold)}${choice.automatic ? ` · ${t('teach.threshold.automatic')}` : ''}`],
    ...(review === null ? [] : [[t('teach.threshold.review'), format.score(review)] as const]),
    [t('teach.save.regions'), draft.regions.length === 0 ? t('teach.save.noRegions') : format.count(draft.regions.length)],
  ] as const;
  return (
    <div className={classes['savePage']}>
      <OutdatedNotice draft={draft} />
      <div className={classes['columns']}>
        <section className={classes['column']} data-wide>
          <h2>
            {known === null
              ? t('teach.save.newTitle')
              : t('teach.save.versionTitle', { name: known.name, version: known.version + 1 })}
          </h2>
          <p className={classes['quiet']}>{t('teach.save.text')}</p>
          <TextInput
            label={t('teach.name')}
            maxLength={80}
            value={shownName}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid={testIds.saveName}
          />
          <NumberInput
            label={t('teach.save.number')}
            description={t('teach.save.numberText')}
            placeholder={known === null ? t('teach.save.numberNext') : String(known.number)}
            error={taken === null ? undefined : t('teach.save.numberTaken', { name: taken.name })}
            min={1}
            max={9_999}
            allowDecimal={false}
            clampBehavior="strict"
            value={number ?? ''}
            onChange={(value) => setNumber(typeof value === 'number' ? value : null)}
          />
          <Textarea
            label={t('teach.save.comment')}
            placeholder={t('teach.save.commentPlaceholder')}
            maxLength={500}
            minRows={2}
            autosize
            size="md"
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <Switch
            size="lg"
            label={t('teach.save.select')}
            description={active === null ? t('teach.save.selectFirst') : t('teach.save.selectText', { name: active.name })}
            checked={select}
            onChange={(event) => setSelect(event.currentTarget.checked)}
            data-testid={testIds.saveSelect}
          />
          <Button
            size="lg"
            variant={saved === null ? 'filled' : 'default'}
            leftSection={<IconDeviceFloppy size={22} />}
            loading={save.isPending}
            disabled={shownName.trim() === '' || taken !== null}
            onClick={() =>
              act({
                right: 'engineer',
                run: () => save.mutateAsync(),
              })
            }
            data-testid={testIds.save}
          >
            {known === null ? t('teach.save.do') : t('teach.save.doVersion', { version: known.version + 1 })}
          </Button>
        </section>
        <section className={classes['column']}>
          {saved === null ? (
            <>
              <h2>{t('teach.save.whatTitle')}</h2>
              <dl className={classes['saveFacts']}>
                {facts.map(([label, value]) => (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
              <p className={classes['quiet']}>
                {draft.savedAs === null
                  ? t('teach.save.unsaved')
                  : t('teach.save.savedBefore', { version: draft.savedAs.version })}
              </p>
            </>
          ) : (
            <div className={classes['saved']} role="status" data-testid={testIds.saved}>
              <IconCircleCheck size={44} stroke={1.5} aria-hidden />
              <h2>{t('teach.save.savedTitle', { name: saved.name, version: saved.version })}</h2>
              <p>
                {!saved.active
                  ? t('teach.save.savedText')
                  : hasSource
                    ? t('teach.save.savedActive')
                    : t('teach.save.savedNoSource')}
              </p>
              {!hasSource && (
                <Button size="lg" component={Link} href="/settings/source" leftSection={<IconSettings size={22} />}>
                  {t('teach.cameraChoose')}
                </Button>
              )}
              <Button
                size="lg"
                variant={hasSource ? 'filled' : 'default'}
                component={Link}
                href="/"
                leftSection={<IconPlayerPlay size={22} />}
                data-testid={testIds.toRun}
              >
                {t('teach.save.toRun')}
              </Button>
              <Button size="lg" variant="default" component={Link} href="/products" leftSection={<IconPackage size={22} />}>
                {t('teach.save.toProducts')}
              </Button>
            </div>
          )}
        </section>
      </div>
    </div>
  );
}
