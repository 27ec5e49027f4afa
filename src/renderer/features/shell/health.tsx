import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Status, Warning } from '#shared/contract/status.ts';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { useStationZone } from '../../text/station-zone.ts';
import { useText } from '../../text/use-text.ts';
import classes from './shell.module.css';

type Health = 'ok' | 'idle' | 'bad';

const cameraHealth: Record<Status['camera']['state'], Health> = {
  off: 'idle',
  starting: 'idle',
  ok: 'ok',
  lost: 'bad',
  ended: 'idle',
};
const stationHealth: Record<Status['state'], Health> = {
  starting: 'idle',
  stopped: 'idle',
  running: 'ok',
  error: 'bad',
  not_ready: 'bad',
};

/** Camera, station and clock. A disc is well, a ring is idle, a triangle needs someone. */
export function HealthBar(): ReactNode {
  const { t, format } = useText();
  const connection = useLive((state) => state.connection);
  const connected = connection === 'open';
  const status = useLive((state) => state.status);
  const camera = status?.camera ?? null;
  const known = connected && status !== null && camera !== null;
  const fps =
    known && camera.state === 'ok' && camera.fps !== null ? ` · ${t('bar.fps', { fps: format.count(camera.fps) })}` : '';
  return (
    <div className={classes['health']}>
      <Lamp
        health={known ? cameraHealth[camera.state] : 'idle'}
        label={known && camera.offline ? t('bar.offline') : t('bar.camera')}
        value={known ? `${t(`bar.cameraState.${camera.state}`)}${fps}` : '–'}
        title={known && camera.offline ? t('run.offlineSource') : undefined}
        testId={testIds.cameraState}
      />
      <Lamp
        health={known ? stationHealth[status.state] : connection === 'connecting' ? 'idle' : 'bad'}
        label={status?.stationName ?? t('bar.station')}
        value={
          known
            ? t(`bar.stationState.${status.state}`)
            : connection === 'connecting'
              ? t('connection.connecting')
              : t('bar.stationLost')
        }
        testId={testIds.stationState}
      />
      {known && status.warnings[0] !== undefined && <Attention warning={status.warnings[0]} />}
      <Clock />
    </div>
  );
}

const settledIn: Record<Warning['code'], string> = {
  DISK_LOW: 'storage',
  BACKUP_FAILED: 'backup',
  SHIFT_REPORT_FAILED: 'time',
};

/** What somebody should see to while the line still runs; a tap goes where that is done. */
function Attention({ warning }: { readonly warning: Warning }): ReactNode {
  const { t } = useText();
  return (
    <Link href={`/settings/${settledIn[warning.code]}`} className={classes['attention'] ?? ''}>
      <Lamp
        health="bad"
        label={t('bar.attention')}
        value={t(`bar.warning.${warning.code}`)}
        title={t(`bar.warningFix.${warning.code}`, { detail: warning.detail ?? '' })}
        testId={testIds.attention}
      />
    </Link>
  );
}

function Lamp({
  health,
  label,
  value,
  title,
  testId,
}: {
  readonly health: Health;
  readonly label: string;
  readonly value: string;
  readonly title?: string | undefined;
  readonly testId: string;
}): ReactNode {
  return (
    <div className={classes['lamp']} data-health={health} title={title} data-testid={testId}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden>
        {health === 'ok' && <circle cx="8" cy="8" r="6" fill="currentColor" />}
        {health === 'idle' && <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2.4" />}
        {health === 'bad' && <path d="M8 1.5 15.4 14.5H.6z" fill="currentColor" />}
      </svg>
      <span className={classes['lampText']}>
        <span className={classes['fieldLabel']}>{label}</span>
        <span className={classes['fieldValue']}>{value}</span>
      </span>
    </div>
  );
}

/** The station's time, and where it is that: the page may be looked at from elsewhere. */
function Clock(): ReactNode {
  const { format } = useText();
  const zone = useStationZone();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      setNow(new Date());
      timer = setTimeout(tick, 1_000 - (Date.now() % 1_000));
    };
    tick();
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={classes['clock']} title={zone} data-testid={testIds.clock}>
      <span className={classes['clockTime']}>{format.time(now)}</span>
      <span className={classes['fieldLabel']}>
        {format.date(now)} · {zone.split('/').at(-1)?.replaceAll('_', ' ')}
      </span>
    </div>
  );
}
