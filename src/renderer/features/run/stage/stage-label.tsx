import { IconClockPause, IconEye, IconPhotoOff } from '@tabler/icons-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import { VerdictBadge } from '../../../components/verdict-mark.tsx';
import type { LiveState } from '../../../live/live-state.ts';
import { useLive } from '../../../live/live-store.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { stageView } from '../verdict-view.ts';
import classes from './stage.module.css';
import type { Shown, StageController } from './stage-controller.ts';

function useShown(stage: StageController): Shown {
  return useSyncExternalStore(stage.subscribe, stage.shown);
}

const isUnjudged = (state: LiveState): boolean => {
  const wanted = stageView(state);
  return wanted.kind === 'frame' && wanted.dim === 'unjudged';
};

/** Names what is on the canvas, with its own verdict: of the picture that is drawn, not of the one that is on its way. */
export function StageLabel({ stage }: { readonly stage: StageController }): ReactNode {
  const { t, format } = useText();
  const { key } = useShown(stage);
  const frozen = useLive((state) => state.frozen !== null);
  const unjudged = useLive(isUnjudged);
  if (key === null) return null;
  if (key.kind === 'frame') {
    if (!unjudged) return null;
    return (
      <div className={classes['label']} data-unjudged data-testid={testIds.stageNotice}>
        <IconEye size={24} stroke={1.75} aria-hidden />
        {t('run.liveUnjudged')}
      </div>
    );
  }
  const { part } = key.entry;
  const number = format.count(part.number);
  return (
    <div className={classes['label']} data-frozen={frozen || undefined} data-testid={testIds.stageLabel}>
      <VerdictBadge tone={part.verdict} size={22} />
      {/* First what is always as wide: a longer number or serial moves nothing. */}
      <span>{format.exactTime(part.capturedAtUtc ?? part.judgedAtUtc)}</span>
      <strong>{frozen ? t('run.partNotLive', { number }) : t('run.part', { number })}</strong>
      {part.serial !== null && <span>{t('run.serial', { serial: part.serial })}</span>}
    </div>
  );
}

type NoticeKind = 'noFrame' | 'loadingPicture' | 'noPictureKept' | 'lastFrame' | 'lastPart';

function noticeOf(state: LiveState, { key, missing }: Shown): NoticeKind | null {
  const wanted = stageView(state);
  if (key === null) {
    if (state.status?.product === null) return null;
    return wanted.kind === 'nothing' ? 'noFrame' : 'loadingPicture';
  }
  if (missing) return 'noPictureKept';
  if (key.kind === 'frame') return isUnjudged(state) ? null : 'lastFrame';
  return wanted.kind === 'nothing' || wanted.dim !== null ? 'lastPart' : null;
}

/** What an old, unjudged or missing picture says of itself, in the middle of the stage. */
export function StageNotice({ stage }: { readonly stage: StageController }): ReactNode {
  const { t, format } = useText();
  const shown = useShown(stage);
  const { key } = shown;
  const kind = useLive((state) => noticeOf(state, shown));
  switch (kind) {
    case null:
      return null;
    case 'noFrame':
    case 'loadingPicture':
      return <Notice icon="wait" text={t(`run.${kind}`)} />;
    case 'noPictureKept':
      return <Notice icon="missing" text={t('run.noPictureKept')} />;
    case 'lastFrame':
      return key?.kind !== 'frame' ? null : (
        <Notice icon="wait" text={t('run.lastFrame', { time: format.time(key.receivedAtUtc) })} />
      );
    case 'lastPart': {
      if (key?.kind !== 'part') return null;
      const { number, judgedAtUtc } = key.entry.part;
      return <Notice icon="wait" text={t('run.lastPart', { number: format.count(number), time: format.time(judgedAtUtc) })} />;
    }
  }
}

function Notice({ icon, text }: { readonly icon: 'wait' | 'missing'; readonly text: string }): ReactNode {
  const Icon = icon === 'wait' ? IconClockPause : IconPhotoOff;
  return (
    <div className={classes['notice']} data-testid={testIds.stageNotice}>
      <Icon size={26} stroke={1.75} aria-hidden />
      {text}
    </div>
  );
}
