import { type ReactNode, useEffect, useState } from 'react';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { thumbAddress } from '../client/addresses.ts';
import classes from './part-thumb.module.css';
import { VerdictBadge } from './verdict-mark.tsx';

const retryMs = [500, 1_500, 4_000];

interface Props {
  readonly part: Pick<PartSummary, 'id' | 'verdict'>;
  /** False: none was kept. Null: not known. */
  readonly hasPicture: boolean | null;
}

/** A small picture of a part with its verdict on it; a hatched field where there is none (never a picture of another part). */
export function PartThumb({ part, hasPicture }: Props): ReactNode {
  const [failures, setFailures] = useState(0);
  const [waiting, setWaiting] = useState(false);
  // Right after the verdict the picture may still be on its way to the disk; an error of long ago has none more often than not.
  useEffect(() => {
    const wait = retryMs[failures - 1];
    if (failures === 0 || wait === undefined) return;
    setWaiting(true);
    const timer = setTimeout(() => setWaiting(false), wait);
    return () => clearTimeout(timer);
  }, [failures]);
  const mostFailures = hasPicture === null && part.verdict === 'error' ? 0 : retryMs.length;
  const tries = hasPicture !== false && failures <= mostFailures && !waiting;
  return (
    <span className={classes['thumb']} data-verdict={part.verdict}>
      {tries && (
        <img
          key={failures}
          className={classes['image']}
          src={failures === 0 ? thumbAddress(part.id) : `${thumbAddress(part.id)}&try=${failures}`}
          alt=""
          decoding="async"
          draggable={false}
          onError={() => setFailures((count) => count + 1)}
        />
      )}
      <span className={classes['badge']}>
        <VerdictBadge tone={part.verdict} size={24} />
      </span>
    </span>
  );
}
