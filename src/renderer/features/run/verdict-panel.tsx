import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import type { Blocker } from '#shared/contract/status.ts';
import { scoreShare } from '../../canvas/trend.ts';
import { Explained } from '../../components/explained.tsx';
import { VerdictMark } from '../../components/verdict-mark.tsx';
import type { LiveState } from '../../live/live-state.ts';
import { useLiveValue } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import type { Format } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { reasonSentence } from './reason-sentence.ts';
import classes from './run.module.css';
import { type VerdictView, verdictView } from './verdict-view.ts';

interface Words {
  readonly word: string;
  readonly sentence: string;
  /** Second line: what to do, or what the engineer needs. */
  readonly detail: string | null;
  readonly code: string | null;
}

/** What of the live state the panel says; the age of the last frame only while it matters. */
function sayOf(state: LiveState): {
  readonly view: VerdictView;
  readonly waitsForTrigger: boolean;
  readonly frameAge: number | null;
  readonly threshold: number | null;
  readonly reviewFrom: number | null;
} {
  const view = verdictView(state);
  const { status } = state;
  const product = status?.product ?? null;
  const isOfOther = view.kind === 'part' && product !== null && view.part.threshold !== product.threshold;
  const blocked = view.kind === 'blocked' || view.kind === 'not_ready';
  return {
    view,
    waitsForTrigger: status?.product?.triggerMode === 'software',
    frameAge: blocked && status !== null ? secondsBetween(status.camera.lastFrameUtc, status.serverTimeUtc) : null,
    threshold: (view.kind === 'part' ? view.part.threshold : null) ?? product?.threshold ?? null,
    // A frozen part may have been judged by another version of the recipe, whose second threshold is not known here.
    reviewFrom: isOfOther ? null : (product?.reviewThreshold ?? null),
  };
}

/** The loudest thing on the screen: shape, word, sentence, and the score against its threshold. Every slot is always there. */
export function VerdictPanel(): ReactNode {
  const { t, format } = useText();
  const { view, waitsForTrigger, frameAge, threshold, reviewFrom } = useLiveValue(sayOf);
  const words = wordsOf(view, t, format, waitsForTrigger, frameAge);
  const part = view.kind === 'part' ? view.part : null;
  const live = view.kind !== 'part' || view.live;
  return (
    <section className={classes['verdictPanel']}>
      <div
        className={classes['verdict']}
        data-tone={view.tone}
        data-live={live}
        data-testid={testIds.verdict}
        data-verdict={part?.verdict ?? view.tone}
      >
        <VerdictMark tone={view.tone} size={64} />
        <span className={classes['word']}>{words.word}</span>
        {!live && part !== null && (
          <span className={classes['notLive']}>{t('run.partNotLive', { number: format.count(part.number) })}</span>
        )}
      </div>
      <div className={classes['why']}>
        <div className={classes['words']}>
          <p className={classes['sentence']} data-testid={testIds.verdictReason}>
            {words.sentence}
          </p>
          <p className={classes['code']} title={words.detail ?? undefined} data-testid={testIds.verdictCode}>
            {words.code !== null && <code>{words.code}</code>}
            {words.detail}
          </p>
        </div>
        <ScoreBar score={part?.score ?? null} threshold={threshold} reviewFrom={reviewFrom} tone={view.tone} />
      </div>
      <p className="visuallyHidden" role="status" aria-live="polite">
        {part !== null && part.verdict !== 'pass' ? t('verdict.liveRegion', { number: part.number, verdict: words.word }) : ''}
      </p>
    </section>
  );
}

function scoreOf(state: LiveState): { readonly score: number | null; readonly threshold: number | null } {
  const view = verdictView(state);
  return view.kind === 'part' ? view.part : { score: null, threshold: null };
}

function CurrentScore(): ReactNode {
  const { t, format } = useText();
  const { score, threshold } = useLiveValue(scoreOf);
  return t('run.score', { score: format.scoreBeside(score, threshold) });
}

/** The same element always: the explanation around it, a popover, is not rendered with every part. */
const currentScore = <CurrentScore />;

function ScoreBar({
  score,
  threshold,
  reviewFrom,
  tone,
}: {
  readonly score: number | null;
  readonly threshold: number | null;
  readonly reviewFrom: number | null;
  readonly tone: string;
}): ReactNode {
  const { t, format } = useText();
  // The same scale as the trend: the mark stands in the middle and never moves.
  const share = score === null || threshold === null ? 0 : scoreShare(score, threshold);
  return (
    <>
      <div className={classes['scoreTrack']}>
        <div className={classes['scoreFill']} data-tone={tone} style={{ transform: `scaleX(${share})` }} />
        {reviewFrom !== null && threshold !== null && (
          <div className={classes['reviewMark']} style={{ left: `${100 * scoreShare(reviewFrom, threshold)}%` }} />
        )}
        <div className={classes['scoreMark']} />
      </div>
      <div className={classes['scoreText']}>
        <span data-testid={testIds.score}>
          <Explained term="score">{currentScore}</Explained>
        </span>
        <span data-testid={testIds.thresholds}>
          {reviewFrom === null
            ? t('run.threshold', { threshold: format.score(threshold) })
            : t('run.thresholds', { review: format.score(reviewFrom), threshold: format.score(threshold) })}
        </span>
      </div>
    </>
  );
}

function wordsOf(view: VerdictView, t: TFunction, format: Format, waitsForTrigger: boolean, frameAge: number | null): Words {
  switch (view.kind) {
    case 'part':
      return {
        word: t(`verdict.${view.tone}`),
        sentence: reasonSentence(view.part, t, format),
        detail: view.part.detail,
        code: view.part.reason === 'OK' ? null : view.part.reason,
      };
    case 'blocked':
      return view.blocker === null
        ? { word: t('verdict.error'), sentence: t('reason.INTERNAL'), detail: null, code: null }
        : { word: t('verdict.error'), ...wordsOfBlocker(view.blocker, t, format, frameAge) };
    case 'not_ready':
      return { word: t('verdict.notReady'), ...wordsOfBlocker(view.blocker, t, format, frameAge) };
    case 'idle': {
      const waiting = waitsForTrigger ? t('sentence.waitingTrigger') : t('sentence.waiting');
      const sentences = {
        stopped: t('sentence.stopped'),
        starting: t('sentence.starting'),
        judging: t('sentence.judging'),
        connecting: t('connection.connecting'),
        none: t('sentence.connectionLost'),
        waiting,
      };
      return { word: t(`verdict.${view.word}`), sentence: sentences[view.word], detail: null, code: null };
    }
  }
}

function wordsOfBlocker({ code, detail }: Blocker, t: TFunction, format: Format, frameAge: number | null): Omit<Words, 'word'> {
  const stale = code === 'CAMERA_LOST' && frameAge !== null && frameAge >= 1;
  return {
    sentence: stale
      ? t('sentence.frameAge', { seconds: format.decimal(frameAge, frameAge < 100 ? 1 : 0) })
      : t(`blocker.${code}`),
    detail: detail ?? t(`blockerFix.${code}`),
    code,
  };
}

/** By the station's clock alone: that of the screen may be another one. */
function secondsBetween(fromUtc: string | null, toUtc: string): number | null {
  return fromUtc === null ? null : (Date.parse(toUtc) - Date.parse(fromUtc)) / 1000;
}
