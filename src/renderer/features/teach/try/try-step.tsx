import { Button, Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowRight, IconCamera, IconPhotoSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { OpenedDraft, TryResult } from '#shared/contract/draft.ts';
import { api } from '../../../client/api.ts';
import { failureOf } from '../../../client/failure.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { PictureStage } from '../../run/stage/picture-stage.tsx';
import { NotTaught, OutdatedNotice } from '../not-taught.tsx';
import { fromDrop, picturesOf } from '../pictures/picture-files.ts';
import { inUse, PictureStrip } from '../picture-strip.tsx';
import { stepAddress } from '../steps.ts';
import type { ThresholdChoice } from '../threshold/threshold-choice.ts';
import classes from './try.module.css';
import { TryVerdict } from './try-verdict.tsx';
import { useStoredTry } from './use-try.ts';

/** Between two live pictures: the next one is asked for when the last has come, not faster than eyes follow. */
const pauseMs = 250;

interface Props {
  readonly draft: OpenedDraft;
  readonly choice: ThresholdChoice;
}

type Tried = { readonly kind: 'live' | 'file'; readonly result: TryResult; readonly name: string | null };

/** Fifth step: what it says of the camera's pictures, of any other, and of those it was taught with, before it is saved. */
export function TryStep({ draft, choice }: Props): ReactNode {
  const { t, format } = useText();
  const [live, setLive] = useState(false);
  const [stored, setStored] = useState<string | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const { threshold } = choice;
  const [settled] = useDebouncedValue(threshold, 250);
  const judgedStored = useStoredTry(draft, stored, settled);
  const usable = useMemo(() => inUse(draft.pictures), [draft.pictures]);

  const one = useMutation({
    mutationFn: () => api.teach.tryLive({ id: draft.id, threshold }),
    onMutate: () => setStored(null),
    onSuccess: (result) => setTried({ kind: 'live', result, name: null }),
  });
  const file = useMutation({
    mutationFn: (picture: File) => api.teach.tryPicture({ id: draft.id, picture, threshold }),
    onMutate: () => {
      setStored(null);
      setLive(false);
    },
    onSuccess: (result, picture) => setTried({ kind: 'file', result, name: picture.name }),
  });
  const failure = one.error ?? file.error ?? (stored === null ? null : judgedStored.error);

  const latest = useRef(threshold);
  useEffect(() => {
    latest.current = threshold;
  });
  const { id } = draft;
  useEffect(() => {
    if (!live) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const next = async (): Promise<void> => {
      try {
        const result = await api.teach.tryLive({ id, threshold: latest.current });
        if (gone) return;
        setTried({ kind: 'live', result, name: null });
        timer = setTimeout(() => void next(), pauseMs);
      } catch {
        // The button shows why when it is pressed; here the next try may find the camera again.
        if (!gone) timer = setTimeout(() => void next(), 8 * pauseMs);
      }
    };
    void next();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [live, id]);

  if (draft.taught === null) return <NotTaught draft={draft} />;
  const result = stored === null ? (tried?.result ?? null) : (judgedStored.data ?? null);
  const picture = draft.pictures.find((candidate) => candidate.id === stored);
  const name = stored === null ? (tried === null ? null : (tried.name ?? t('teach.try.live'))) : (picture?.name ?? null);
  const tryFile = (found: File | undefined): void => {
    if (found !== undefined) file.mutate(found);
  };
  return (
    <div className={classes['page']}>
      <OutdatedNotice draft={draft} />
      <div
        className={classes['work']}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void fromDrop(event.dataTransfer).then((found) => tryFile(picturesOf(found)[0]?.file));
        }}
      >
        <div className={classes['place']}>
          {result === null ? (
            <div className={classes['nothing']}>
              <IconPhotoSearch size={44} stroke={1.4} aria-hidden />
              <h2>{t('teach.try.title')}</h2>
              <p>{t('teach.try.text')}</p>
            </div>
          ) : (
            <div className={classes['stage']}>
              <PictureStage picture={result.pictureUrl} map={result.mapUrl} defects={result.defects} regions={draft.regions} />
              {name !== null && <span className={classes['name']}>{name}</span>}
            </div>
          )}
          <PictureStrip
            draft={draft}
            pictures={usable}
            current={stored}
            onPick={(chosen) => {
              setLive(false);
              setStored(chosen);
            }}
          />
        </div>
        <aside className={classes['panel']}>
          {result !== null && <TryVerdict result={result} choice={choice} />}
          <div className={classes['told']}>
            {failure != null && (
              <p className={classes['failure']} role="alert">
                {failureOf(failure).code === 'NOT_READY' ? t('teach.try.noCamera') : t(`error.${failureOf(failure).code}`)}
              </p>
            )}
            {result !== null && (
              <dl className={classes['facts']}>
                <div>
                  <dt>{t('part.defects')}</dt>
                  <dd>{format.count(result.defects.length)}</dd>
                </div>
                {result.ms !== null && (
                  <div>
                    <dt>{t('teach.try.took')}</dt>
                    <dd>{format.duration(result.ms)}</dd>
                  </div>
                )}
                {result.width !== null && result.height !== null && (
                  <div>
                    <dt>{t('teach.try.size')}</dt>
                    <dd>{t('part.size', { width: result.width, height: result.height })}</dd>
                  </div>
                )}
              </dl>
            )}
            <h3>{t('teach.try.camera')}</h3>
            <Button
              size="lg"
              fullWidth
              variant="default"
              leftSection={<IconCamera size={22} />}
              loading={one.isPending}
              disabled={live}
              onClick={() => one.mutate()}
              data-testid={testIds.tryLive}
            >
              {t('teach.try.one')}
            </Button>
            <Switch
              size="lg"
              className={classes['switch'] ?? ''}
              label={t('teach.try.continuous')}
              checked={live}
              onChange={(event) => {
                setStored(null);
                setLive(event.currentTarget.checked);
              }}
            />
            <h3>{t('teach.try.other')}</h3>
            <input
              ref={input}
              type="file"
              hidden
              accept="image/*,.bmp,.tif,.tiff"
              onChange={(event) => {
                tryFile(event.currentTarget.files?.[0]);
                event.currentTarget.value = '';
              }}
              data-testid={testIds.tryInput}
            />
            <Button
              size="lg"
              fullWidth
              variant="default"
              leftSection={<IconPhotoSearch size={22} />}
              loading={file.isPending}
              onClick={() => input.current?.click()}
            >
              {t('teach.try.choose')}
            </Button>
            <p className={classes['quiet']}>{t('teach.try.dropText')}</p>
          </div>
          <footer className={classes['foot']}>
            <Button
              size="lg"
              fullWidth
              component={Link}
              href={stepAddress(draft.id, 'save')}
              rightSection={<IconArrowRight size={22} />}
              data-testid={testIds.nextStep}
            >
              {t('teach.next.save')}
            </Button>
          </footer>
        </aside>
      </div>
    </div>
  );
}
