import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useEffect, useRef } from 'react';
import type { DraftPicture, PictureLabel } from '#shared/contract/draft.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { PictureTile } from './picture-tile.tsx';
import classes from './pictures.module.css';
import { type Selection, selectAll, selectOnly, selectTo, step, toggle } from './selection.ts';

const leastTile = 164;
const gap = 12;
const nameHeight = 30;

const labelKeys: Readonly<Record<string, PictureLabel>> = { g: 'good', b: 'bad', n: 'unused' };

interface Props {
  readonly draftId: string;
  readonly pictures: readonly DraftPicture[];
  readonly reference: string | null;
  readonly selection: Selection;
  readonly onSelection: (change: (selection: Selection) => Selection) => void;
  readonly onLabel: (label: PictureLabel) => void;
  readonly onLook: (id: string) => void;
  /** Null: none is compared with. */
  readonly onReference: (() => void) | null;
  readonly onRemove: () => void;
}

/** All pictures as a grid of which only the rows in sight exist: thousands scroll like ten. */
export function PictureGrid(props: Props): ReactNode {
  const { draftId, pictures, reference, selection, onSelection, onLabel, onLook, onReference, onRemove } = props;
  const { t } = useText();
  const { ref: measured, width } = useElementSize<HTMLDivElement>();
  const scroller = useRef<HTMLDivElement>(null);
  const columns = Math.max(1, Math.floor((width + gap) / (leastTile + gap)));
  const tile = (width - gap * (columns - 1)) / columns;
  const rowHeight = Math.max(80, tile * 0.75 + nameHeight + gap);
  const virtualizer = useVirtualizer({
    count: width === 0 ? 0 : Math.ceil(pictures.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 3,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const order = pictures.map(({ id }) => id);
  const latest = useRef({ order, onSelection, onLook });
  useEffect(() => {
    latest.current = { order, onSelection, onLook };
  });
  const select = useCallback((id: string, event: MouseEvent): void => {
    const { order: now, onSelection: change } = latest.current;
    const { shiftKey, ctrlKey, metaKey } = event;
    change((before) => (shiftKey ? selectTo(now, before, id) : ctrlKey || metaKey ? toggle(before, id) : selectOnly(id)));
  }, []);
  const toggleOne = useCallback((id: string): void => latest.current.onSelection((before) => toggle(before, id)), []);
  const look = useCallback((id: string): void => latest.current.onLook(id), []);

  const at = selection.focus === null ? -1 : order.indexOf(selection.focus);
  const row = Math.floor(at / columns);
  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(row, { align: 'auto' });
  }, [at, row, virtualizer]);

  const keys = (event: KeyboardEvent): void => {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (altKey) return;
    const perPage = columns * Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      PageUp: -perPage,
      PageDown: perPage,
      Home: -order.length,
      End: order.length,
    };
    const by = steps[key];
    const label = labelKeys[key.toLowerCase()];
    if (by !== undefined) onSelection((before) => step(order, before, by, shiftKey));
    else if (key.toLowerCase() === 'a' && (ctrlKey || metaKey)) onSelection((before) => selectAll(order, before));
    else if (ctrlKey || metaKey) return;
    else if (label !== undefined) onLabel(label);
    else if (key.toLowerCase() === 'r' && onReference !== null) onReference();
    else if (key === 'Delete') onRemove();
    else if (key === 'Enter' && selection.focus !== null) onLook(selection.focus);
    else if (key === ' ' && selection.focus !== null) toggleOne(selection.focus);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className={classes['grid']}
      role="listbox"
      tabIndex={0}
      aria-multiselectable
      aria-label={t('teach.pictures')}
      aria-activedescendant={at < 0 ? undefined : `picture-${selection.focus}`}
      onKeyDown={keys}
      data-testid={testIds.pictures}
    >
      <div ref={measured} className={classes['gridSpace']} style={{ height: virtualizer.getTotalSize() }} role="presentation">
        {virtualizer.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role="presentation"
            className={classes['gridRow']}
            style={{
              transform: `translateY(${item.start}px)`,
              height: rowHeight - gap,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {pictures.slice(item.index * columns, (item.index + 1) * columns).map((picture) => (
              <PictureTile
                key={picture.id}
                draftId={draftId}
                picture={picture}
                isReference={picture.id === reference}
                selected={selection.ids.has(picture.id)}
                focused={selection.focus === picture.id}
                onSelect={select}
                onToggle={toggleOne}
                onLook={look}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
