import { Button, Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowRight, IconCamera, IconPhotoSearch, IconSettings } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { OpenedDraft, TryResult } from '#shared/contract/draft.ts';
import { api } from '../../../client/api.ts';
import { failureOf } from '../../../client/failure.ts';
import { useLive } from '../../../live/live-store.ts';
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
import { useLiveTry, useStoredTry } from './use-try.ts';

interface Props {
  readonly draft: OpenedDraft;
  readonly choice: ThresholdChoice;
}

interface Tried {
  readonly result: TryResult;
  /** Of its file; null: from the camera. */
  readonly name: string | null;
}
const liveTry = (result: TryResult): Tried => ({ result, name: null });

/** Fifth step: what it says of the camera's pictures, of any other, and of those it was taught with, before it is saved. */
export function TryStep({ draft, choice }: Props): ReactNode {
  const { t, format } = useText();
  const hasSource = useLive((state) => state.status?.camera.source != null);
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
    onSuccess: (result) => setTried(liveTry(result)),
  });
  const file = useMutation({
    mutationFn: (picture: File) => api.teach.tryPicture({ id: draft.id, picture, threshold }),
    onMutate: () => {
      setStored(null);
      setLive(false);
    },
    onSuccess: (result, picture) => setTried({ result, name: picture.name }),
  });
  const watched = useLiveTry(draft, live, settled);
  const failure = live ? watched.error : (one.error ?? file.error ?? (stored === null ? null : judgedStored.error));

  if (draft.taught === null) return <NotTaught draft={draft} />;
  // A picture of before must not stand there as that of now.
  const seen = live ? (watched.error === null && watched.data !== undefined ? liveTry(watched.data) : null) : tried;
  const result = stored === null ? (seen?.result ?? null) : (judgedStored.data ?? null);
  const picture = draft.pictures.find((candidate) => candidate.id === stored);
  const name = stored === null ? (seen === null ? null : (seen.name ?? t('teach.try.live'))) : (picture?.name ?? null);
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
              <p className={classes['failure']} role="alert" data-testid={testIds.tryFailed}>
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
            {hasSource ? (
              <>
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
                  data-testid={testIds.tryWatch}
                  onChange={(event) => {
                    setStored(null);
                    setTried(seen);
                    setLive(event.currentTarget.checked);
                  }}
                />
              </>
            ) : (
              <>
                <p className={classes['quiet']}>{t('blocker.NO_SOURCE')}</p>
                <Button
                  size="lg"
                  fullWidth
                  variant="default"
                  component={Link}
                  href="/settings/source"
                  leftSection={<IconSettings size={22} />}
                >
                  {t('teach.cameraChoose')}
                </Button>
              </>
            )}
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
