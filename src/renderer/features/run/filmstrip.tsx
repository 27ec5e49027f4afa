import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode, useCallback, useEffect, useRef } from 'react';
import { PartThumb } from '../../components/part-thumb.tsx';
import type { LivePart, LiveState } from '../../live/live-state.ts';
import { liveStore, useLive, useLiveCalmly } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './filmstrip.module.css';

const itemWidth = 112;
/** How often the strip moves on. When more than six parts come in a second it moves every two seconds: else nobody could see, let alone hit, one. */
const calmMs = { normal: 200, fast: 2_000 };
const fastParts = 7;
const fastMs = 1_000;

const isFast = ({ parts }: LiveState): boolean => {
  const newest = parts[0];
  const earlier = parts[fastParts - 1];
  return (
    newest !== undefined &&
    earlier !== undefined &&
    Date.parse(newest.part.judgedAtUtc) - Date.parse(earlier.part.judgedAtUtc) < fastMs
  );
};

const stripOf = ({ film, parts, current }: LiveState) => ({ parts: film ?? parts, currentId: current?.part.id ?? null });

/** The last hundred parts, newest at the left. A click freezes the view on one; arrows walk along. */
export function Filmstrip(): ReactNode {
  const { t } = useText();
  const everyMs = useLive(isFast) ? calmMs.fast : calmMs.normal;
  const { parts, currentId } = useLiveCalmly(stripOf, everyMs);
  const frozenId = useLive((state) => state.frozen?.part.id ?? null);
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useRef(parts);
  useEffect(() => {
    shown.current = parts;
  }, [parts]);
  const pick = useCallback((partId: string) => liveStore.dispatch({ type: 'freeze', partId, strip: shown.current }), []);
  const virtualizer = useVirtualizer({
    horizontal: true,
    count: parts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => itemWidth,
    getItemKey: (index) => parts[index]?.part.id ?? index,
    overscan: 3,
    paddingStart: 8,
    paddingEnd: 8,
  });

  const at = frozenId === null ? -1 : parts.findIndex(({ part }) => part.id === frozenId);
  useEffect(() => {
    if (at !== -1) virtualizer.scrollToIndex(at, { align: 'auto' });
  }, [at, virtualizer]);
  const held = useLive((state) => state.film !== null);
  useEffect(() => {
    if (!held) scroller.current?.scrollTo({ left: 0 });
  }, [held]);

  return (
    <div
      ref={scroller}
      className={classes['strip']}
      role="group"
      aria-label={t('run.filmstrip')}
      data-testid={testIds.filmstrip}
      onScroll={(event) =>
        liveStore.dispatch({ type: 'hold', hold: event.currentTarget.scrollLeft > itemWidth / 2, strip: parts })
      }
    >
      {parts.length === 0 && <p className={classes['empty']}>{t('run.filmEmpty')}</p>}
      <div style={{ width: virtualizer.getTotalSize(), height: '100%', position: 'relative' }}>
        {virtualizer.getVirtualItems().map((item) => {
          const entry = parts[item.index];
          if (entry === undefined) return null;
          const { id } = entry.part;
          return (
            <div key={item.key} className={classes['slot']} style={{ transform: `translateX(${item.start}px)` }}>
              <FilmItem onPick={pick} entry={entry} frozen={id === frozenId} current={frozenId === null && id === currentId} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Moves the frozen view along the strip: +1 to the next older part; newer than the newest is live again. */
export function step(by: 1 | -1): void {
  const { parts, film, frozen } = liveStore.get();
  const strip = film ?? parts;
  const at = frozen === null ? -1 : strip.findIndex(({ part }) => part.id === frozen.part.id);
  const next = frozen === null && by === -1 ? undefined : strip[Math.min(strip.length - 1, at + by)];
  if (next === undefined) liveStore.dispatch({ type: 'live' });
  else liveStore.dispatch({ type: 'freeze', partId: next.part.id });
}

interface FilmItemProps {
  readonly entry: LivePart;
  readonly frozen: boolean;
  readonly current: boolean;
  readonly onPick: (partId: string) => void;
}

const FilmItem = memo(function FilmItem({ entry, frozen, current, onPick }: FilmItemProps): ReactNode {
  const { t, format } = useText();
  const { part } = entry;
  const score = format.score(part.score);
  return (
    <button
      type="button"
      className={classes['item']}
      data-verdict={part.verdict}
      data-frozen={frozen || undefined}
      data-current={current || undefined}
      data-part={part.id}
      data-testid={testIds.filmstripItem}
      aria-pressed={frozen}
      onClick={() => onPick(part.id)}
    >
      <PartThumb part={part} hasPicture={entry.hasPicture} />
      <span className={classes['caption']}>
        <span>{format.count(part.number)}</span>
        <span className="visuallyHidden">{t(`verdictName.${part.verdict}`)}</span>
        <strong>{score}</strong>
      </span>
    </button>
  );
});
