import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, memo, type PointerEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { draftPictureAddress } from '../../../client/addresses.ts';
import { VerdictMark } from '../../../components/verdict-mark.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { type PlotMark, type PlotPoint, plotScores, scoreAt, shareOf, ticks } from './score-plot.ts';
import classes from './threshold.module.css';
import type { ThresholdChoice } from './threshold-choice.ts';

const axisHeight = 26;
/** Room for the words at both sides of the line. */
const headHeight = 44;
const keySteps = { fine: 0.001, usual: 0.01 } as const;

interface Props {
  readonly draftId: string;
  readonly points: readonly PlotPoint[];
  readonly choice: ThresholdChoice;
  readonly onLook: (id: string) => void;
}

/** Every picture as a mark at its score, and the line that decides: dragged, tapped, or moved by arrows. */
export function ScoreChart({ draftId, points, choice, onLook }: Props): ReactNode {
  const { t, format } = useText();
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<PlotMark | null>(null);
  const plotHeight = Math.max(40, height - axisHeight - headHeight);
  const plot = useMemo(() => plotScores(points, { width, height: plotHeight }), [points, width, plotHeight]);
  const { threshold, review } = choice;
  const wrong = plot.marks.filter(({ score, bad }) => score >= threshold !== bad);
  const x = shareOf(threshold) * width;
  const reviewX = review === null ? x : shareOf(review) * width;
  return (
    <div ref={box} className={classes['chart']} data-testid={testIds.scoreChart}>
      <div ref={ref} className={classes['plot']}>
        {width > 0 && (
          <svg width={width} height={height} role="group" aria-label={t('teach.threshold.chart')}>
            <rect className={classes['passSide']} x={0} y={0} width={Math.max(0, reviewX)} height={headHeight + plotHeight} />
            {review !== null && (
              <rect
                className={classes['reviewSide']}
                x={reviewX}
                y={0}
                width={Math.max(0, x - reviewX)}
                height={headHeight + plotHeight}
              />
            )}
            <rect className={classes['failSide']} x={x} y={0} width={Math.max(0, width - x)} height={headHeight + plotHeight} />
            <g transform={`translate(0 ${headHeight})`}>
              <line className={classes['axis']} x1={0} x2={width} y1={plot.axisY} y2={plot.axisY} />
              <Marks marks={plot.marks} side={plot.side} onHover={setHover} onLook={onLook} />
              {wrong.map((mark) => (
                <circle key={mark.id} className={classes['wrong']} cx={mark.x} cy={mark.y} r={plot.side / 2 + 3} />
              ))}
            </g>
            {ticks.map((tick) => (
              <g
                key={tick}
                transform={`translate(${shareOf(tick) * width} ${headHeight + plotHeight})`}
                className={classes['tick']}
              >
                <line y2={6} />
                <text y={21} textAnchor={tick === 0 ? 'start' : 'middle'}>
                  {format.decimal(tick, tick < 1 && tick > 0 ? 2 : 0)}
                </text>
              </g>
            ))}
            <text className={classes['scale']} x={width} y={height - 5} textAnchor="end">
              {t('teach.threshold.axis')} →
            </text>
          </svg>
        )}
      </div>
      {review !== null && (
        <Line
          kind="review"
          box={box}
          value={review}
          width={width}
          max={threshold}
          onValue={choice.setReview}
          label={t('teach.threshold.review')}
        />
      )}
      <Line
        kind="fail"
        box={box}
        value={threshold}
        width={width}
        max={10}
        onValue={choice.setThreshold}
        label={t('teach.threshold.line')}
      />
      <span className={classes['sideLabel']} data-side="pass" style={{ right: width - reviewX + 12 }} aria-hidden>
        {t('verdict.pass')} <VerdictMark tone="pass" size={18} />
      </span>
      {review !== null && x - reviewX > 104 && (
        <span
          className={classes['sideLabel']}
          data-side="review"
          style={{ left: (x + reviewX) / 2, transform: 'translateX(-50%)' }}
          aria-hidden
        >
          {t('verdict.review')}
        </span>
      )}
      <span className={classes['sideLabel']} data-side="fail" style={{ left: x + 12 }} aria-hidden>
        <VerdictMark tone="fail" size={18} /> {t('verdict.fail')}
      </span>
      {hover !== null && (
        <span
          className={classes['hover']}
          style={{ left: Math.min(Math.max(76, hover.x), width - 76), top: headHeight + hover.y - plot.side }}
          aria-hidden
        >
          <img src={draftPictureAddress(draftId, hover.id, 'thumb')} alt="" />
          <span>
            {t(`teach.label.${hover.bad ? 'bad' : 'good'}`)} <strong>{format.score(hover.score)}</strong>
          </span>
        </span>
      )}
    </div>
  );
}

interface MarksProps {
  readonly marks: readonly PlotMark[];
  readonly side: number;
  readonly onHover: (mark: PlotMark | null) => void;
  readonly onLook: (id: string) => void;
}

/** The marks do not change while the line moves: thousands of them are drawn once. Good parts are squares, bad ones crosses. */
const Marks = memo(function Marks({ marks, side, onHover, onLook }: MarksProps): ReactNode {
  const half = Math.max(1, side / 2 - (side > 5 ? 1.25 : 0.5));
  return (
    <>
      {marks.map((mark) => {
        const events = {
          onPointerEnter: () => onHover(mark),
          onPointerLeave: () => onHover(null),
          onClick: () => onLook(mark.id),
        };
        const { id, x, y, bad } = mark;
        if (!bad) {
          return (
            <rect
              key={id}
              className={classes['good']}
              x={x - half}
              y={y - half}
              width={2 * half}
              height={2 * half}
              rx={Math.min(3, half / 2)}
              {...events}
            />
          );
        }
        const arm = half * 0.82;
        return (
          <g key={id} className={classes['bad']} {...events}>
            <rect x={x - half} y={y - half} width={2 * half} height={2 * half} />
            <path
              d={`M${x - arm} ${y - arm}l${2 * arm} ${2 * arm}M${x + arm} ${y - arm}l${-2 * arm} ${2 * arm}`}
              strokeWidth={Math.max(1.5, half / 2.4)}
            />
          </g>
        );
      })}
    </>
  );
});

interface LineProps {
  readonly kind: 'fail' | 'review';
  readonly box: { readonly current: HTMLDivElement | null };
  readonly value: number;
  readonly width: number;
  readonly max: number;
  readonly onValue: (value: number) => void;
  readonly label: string;
}

/** A line to drag; its handle is a slider for keyboard and screen readers. */
function Line({ kind, box, value, width, max, onValue, label }: LineProps): ReactNode {
  const { format } = useText();
  const grabbed = useRef<number | null>(null);
  const place = (event: PointerEvent): number => event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
  const down = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grabbed.current = place(event) - shareOf(value) * width;
  };
  const move = (event: PointerEvent): void => {
    if (grabbed.current === null || width === 0) return;
    // To a hundredth: what is shown is what is kept.
    onValue(Math.round(100 * scoreAt((place(event) - grabbed.current) / width)) / 100);
  };
  const keys = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? keySteps.fine : keySteps.usual;
    const by = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageUp: 10 * step, PageDown: -10 * step }[
      event.key
    ];
    if (by === undefined) return;
    event.preventDefault();
    onValue(Math.round(1000 * (value + by)) / 1000);
  };
  return (
    <div
      className={classes['line']}
      data-kind={kind}
      style={{ transform: `translateX(${shareOf(value) * width}px)` }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0.26}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-valuetext={format.score(value)}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => {
        grabbed.current = null;
      }}
      onPointerCancel={() => {
        grabbed.current = null;
      }}
      onKeyDown={keys}
      data-testid={kind === 'fail' ? testIds.thresholdLine : testIds.reviewLine}
    >
      <span className={classes['lineStroke']} />
      <span className={classes['lineGrip']}>
        <svg
          width={22}
          height={22}
          viewBox="0 0 22 22"
          fill="none"
          stroke="currentColor"
          strokeWidth={2.2}
          strokeLinecap="round"
          aria-hidden
        >
          <path d="M8 6 3.5 11 8 16M14 6l4.5 5L14 16" />
        </svg>
      </span>
      <span className={classes['lineValue']}>{format.score(value)}</span>
    </div>
  );
}
