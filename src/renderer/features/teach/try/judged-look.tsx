import { ActionIcon, Modal } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconX } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import { draftPictureAddress } from '../../../client/addresses.ts';
import { useKeyDown } from '../../../components/use-key-down.ts';
import { VerdictBadge } from '../../../components/verdict-mark.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { PictureStage } from '../../run/stage/picture-stage.tsx';
import lookClasses from '../pictures/pictures.module.css';
import type { PlotPoint } from '../threshold/score-plot.ts';
import type { ThresholdChoice } from '../threshold/threshold-choice.ts';
import { TryVerdict } from './try-verdict.tsx';
import { useStoredTry } from './use-try.ts';
import classes from './try.module.css';

interface Props {
  readonly draft: OpenedDraft;
  readonly choice: ThresholdChoice;
  /** In the order of their scores: arrows walk along it. */
  readonly points: readonly PlotPoint[];
  readonly looked: string | null;
  readonly onLook: (id: string | null) => void;
}

/** A picture of the draft large, with what the model sees in it at the line. */
export function JudgedLook({ draft, choice, points, looked, onLook }: Props): ReactNode {
  const { t, format } = useText();
  const [threshold] = useDebouncedValue(choice.threshold, 250);
  const judged = useStoredTry(draft, looked, threshold);
  const at = points.findIndex(({ id }) => id === looked);
  const point = points[at];
  const picture = draft.pictures.find(({ id }) => id === looked);
  const walk = (by: number): void => {
    const next = points[at + by];
    if (next !== undefined) onLook(next.id);
  };
  useKeyDown((event) => {
    if (at < 0 || (event.target instanceof Element && event.target.closest('[role="slider"]') !== null)) return;
    if (event.key === 'ArrowRight') walk(1);
    else if (event.key === 'ArrowLeft') walk(-1);
    else return;
    event.preventDefault();
  });
  const shown = judged.data;
  const compares = draft.taught?.method === 'reference';
  return (
    <Modal
      opened={picture !== undefined}
      onClose={() => onLook(null)}
      size="min(1240px, 94vw)"
      padding={0}
      withCloseButton={false}
      classNames={{ body: lookClasses['look'] ?? '' }}
    >
      {picture !== undefined && point !== undefined && (
        <div className={lookClasses['lookBody']} data-testid={testIds.judgedLook}>
          <header className={lookClasses['lookHead']}>
            <VerdictBadge tone={point.bad ? 'fail' : 'pass'} size={30} />
            <h2>{picture.name}</h2>
            <span className={lookClasses['quiet']}>
              {t(compares ? 'teach.reference.scored' : 'teach.threshold.scored', { score: format.score(point.score) })}
            </span>
            <ActionIcon aria-label={t('teach.pictureBefore')} disabled={at <= 0} onClick={() => walk(-1)}>
              <IconChevronLeft size={24} />
            </ActionIcon>
            <ActionIcon aria-label={t('teach.pictureNext')} disabled={at >= points.length - 1} onClick={() => walk(1)}>
              <IconChevronRight size={24} />
            </ActionIcon>
            <ActionIcon aria-label={t('common.close')} onClick={() => onLook(null)} data-autofocus>
              <IconX size={24} />
            </ActionIcon>
          </header>
          <div className={lookClasses['lookStages']}>
            <figure>
              <PictureStage
                key={shown?.id ?? 'waiting'}
                picture={shown?.pictureUrl ?? draftPictureAddress(draft.id, picture.id, 'thumb')}
                map={shown?.mapUrl ?? null}
                defects={shown?.defects ?? []}
                regions={draft.regions}
              />
            </figure>
          </div>
          <footer className={classes['lookFoot']}>
            {shown === undefined ? null : <TryVerdict result={shown} choice={choice} />}
            {!compares && <p className={lookClasses['quiet']}>{t('teach.threshold.scoredText')}</p>}
          </footer>
        </div>
      )}
    </Modal>
  );
}
