import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import type { DraftPicture, OpenedDraft } from '#shared/contract/draft.ts';
import { byName } from '#shared/domain/natural-order.ts';
import { draftPictureAddress } from '../../client/addresses.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { LabelBadge } from './pictures/label-badge.tsx';
import classes from './teach.module.css';

const itemWidth = 112;

interface Props {
  readonly draft: OpenedDraft;
  readonly pictures: readonly DraftPicture[];
  readonly current: string | null;
  readonly onPick: (id: string) => void;
}

/** Pictures that are taught with, good ones first, as people count them. */
export function inUse(pictures: readonly DraftPicture[]): DraftPicture[] {
  const rank = ({ label }: DraftPicture): number => (label === 'good' ? 0 : 1);
  return pictures.filter(({ label }) => label !== 'unused').toSorted((a, b) => rank(a) - rank(b) || byName(a.name, b.name));
}

/** Pictures of the draft in a row, to look at one or another. */
export function PictureStrip({ draft, pictures, current, onPick }: Props): ReactNode {
  const { t, format } = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    horizontal: true,
    count: pictures.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => itemWidth,
    overscan: 4,
  });
  const at = pictures.findIndex(({ id }) => id === current);
  useEffect(() => {
    if (at < 0) return;
    virtualizer.scrollToIndex(at, { align: 'auto' });
    // Who walks along by keys takes the focus with them.
    if (scroller.current?.contains(document.activeElement))
      scroller.current.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true });
  }, [at, virtualizer]);
  /** One stop for Tab, however many pictures there are; arrows go along. */
  const keys = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = by === undefined ? undefined : pictures[Math.max(0, at) + (at < 0 ? 0 : by)];
    if (next === undefined) return;
    event.preventDefault();
    onPick(next.id);
  };
  return (
    <div ref={scroller} className={classes['strip']} role="group" aria-label={t('teach.pictures')}>
      <div style={{ position: 'relative', width: virtualizer.getTotalSize(), height: '100%' }}>
        {virtualizer.getVirtualItems().map((item) => {
          const picture = pictures[item.index];
          if (picture === undefined) return null;
          const isReference = draft.method === 'reference' && picture.id === draft.reference;
          return (
            <button
              key={picture.id}
              type="button"
              className={classes['stripItem']}
              style={{ transform: `translateX(${item.start}px)` }}
              aria-current={picture.id === current || undefined}
              tabIndex={item.index === Math.max(0, at) ? 0 : -1}
              onClick={() => onPick(picture.id)}
              onKeyDown={keys}
              data-testid={testIds.stripItem}
            >
              <img src={draftPictureAddress(draft.id, picture.id, 'thumb')} alt={picture.name} loading="lazy" draggable={false} />
              <span>
                <LabelBadge label={picture.label} isReference={isReference} size={18} />
                {picture.score !== null && !isReference && format.score(picture.score)}
              </span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
