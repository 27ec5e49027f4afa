import type { ReactNode } from 'react';
import type { DiskMeasure } from '#shared/domain/disk-forecast.ts';
import { useText } from '../../../text/use-text.ts';
import classes from './storage.module.css';

const kinds = ['full', 'crop', 'map', 'overlay', 'records', 'other', 'free'] as const;

/** What lies on the disk as one band, and as a list that says it in numbers. */
export function DiskBar({ measure }: { readonly measure: DiskMeasure }): ReactNode {
  const { t, format } = useText();
  const { stored, freeBytes } = measure;
  const bytes = { ...stored.pictures, records: stored.records, other: stored.other, free: freeBytes };
  return (
    <>
      <div className={classes['bar']} aria-hidden>
        {kinds.map((kind) => (
          <span key={kind} data-kind={kind} style={{ flexGrow: bytes[kind] }} />
        ))}
      </div>
      <ul className={classes['legend']}>
        {kinds.map((kind) => (
          <li key={kind}>
            <span className={classes['swatch']} data-kind={kind} aria-hidden />
            <span>{t(`settings.storage.kind.${kind}`)}</span>
            <strong>{format.bytes(bytes[kind])}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}
