import type { ReactNode } from 'react';
import type { ShiftPlan } from '#shared/domain/shift.ts';
import { shiftName } from '../../text/shift-name.ts';
import { useText } from '../../text/use-text.ts';
import classes from './settings.module.css';
import { lengthOf, piecesOf } from './shift-plan.ts';

/** The day as a band from midnight to midnight, cut into the shifts. */
export function ShiftDay({ shifts }: { readonly shifts: readonly ShiftPlan[] }): ReactNode {
  const { t, format } = useText();
  return (
    <div className={classes['day']} aria-hidden>
      <div className={classes['dayBand']}>
        {piecesOf(shifts).map(({ index, name, from, to }) => (
          <span
            key={from}
            className={classes['dayShift']}
            data-odd={index % 2 === 1 || undefined}
            style={{ flexGrow: to - from }}
          >
            <span>{shiftName(name, t)}</span>
            <small>{t('settings.time.hours', { hours: format.decimal(lengthOf(shifts, index) / 60, 1) })}</small>
          </span>
        ))}
      </div>
      <div className={classes['dayScale']}>
        {[0, 6, 12, 18, 24].map((hour) => (
          <span key={hour}>{String(hour).padStart(2, '0')}:00</span>
        ))}
      </div>
    </div>
  );
}
