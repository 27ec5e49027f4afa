import { Button } from '@mantine/core';
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { api } from '../../client/api.ts';
import { useNotices } from '../../components/use-notices.ts';
import { liveStore, useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { step } from './filmstrip.tsx';
import { ResetDialog } from './reset-dialog.tsx';
import classes from './run.module.css';
import { useRunKeys } from './use-run-keys.ts';

/** Start or stop, trigger, reset; and the same by keys: S, Space, Esc, arrows. */
export function Controls(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const notices = useNotices();
  const [busy, setBusy] = useState(false);
  const [asksReset, setAsksReset] = useState(false);
  const stationState = useLive((state) => state.status?.state ?? null);
  const connected = useLive((state) => state.connection === 'open');
  const hasProduct = useLive((state) => state.status?.product != null);
  const software = useLive((state) => state.status?.product?.triggerMode === 'software');
  const runs = stationState === 'running' || stationState === 'error';

  const whileBusy = (run: () => Promise<unknown>) => async (): Promise<void> => {
    setBusy(true);
    try {
      await run();
    } finally {
      setBusy(false);
    }
  };
  const startStop = (): void => {
    if (!connected || busy || !hasProduct) return;
    const run = runs ? () => api.line.stop() : () => api.line.start();
    act({ right: 'operate', run: whileBusy(run) });
  };
  const trigger = (): void => {
    if (!connected || stationState !== 'running') return;
    act({
      right: 'operate',
      run: async () => {
        liveStore.dispatch({ type: 'live' });
        liveStore.dispatch({ type: 'judging', judging: true });
        try {
          await api.line.trigger();
        } finally {
          liveStore.dispatch({ type: 'judging', judging: false });
        }
      },
    });
  };
  useRunKeys({ startStop, trigger, back: () => liveStore.dispatch({ type: 'live' }), step });
  // Leaving the screen ends the frozen view: coming back must show what is now.
  useEffect(() => () => liveStore.dispatch({ type: 'live' }), []);

  return (
    <div className={classes['controls']} data-testid={testIds.controls}>
      {runs ? (
        <Button
          className={classes['main'] ?? ''}
          size="lg"
          variant={software ? 'default' : 'filled'}
          leftSection={<IconPlayerStopFilled size={20} />}
          loading={busy}
          disabled={!connected}
          onClick={startStop}
          title={`${t('run.stopLine')} (S)`}
          data-testid={testIds.stop}
        >
          {t('run.stop')}
        </Button>
      ) : (
        <Button
          className={classes['main'] ?? ''}
          size="lg"
          leftSection={<IconPlayerPlayFilled size={20} />}
          loading={busy}
          disabled={!connected || !hasProduct || stationState === 'starting'}
          onClick={startStop}
          title={`${t('run.startLine')} (S)`}
          data-testid={testIds.start}
        >
          {t('run.start')}
        </Button>
      )}
      <Button
        className={classes['second'] ?? ''}
        size="lg"
        variant={software && runs ? 'filled' : 'default'}
        disabled={!connected || stationState !== 'running'}
        onClick={trigger}
        title={`${t('run.triggerLine')} (␣)`}
        data-testid={testIds.trigger}
      >
        {t('run.trigger')}
      </Button>
      <Button
        className={classes['second'] ?? ''}
        size="lg"
        variant="default"
        disabled={!connected}
        onClick={() => act({ right: 'engineer', run: () => setAsksReset(true) })}
        data-testid={testIds.reset}
      >
        {t('run.reset')}
      </Button>
      <ResetDialog
        opened={asksReset}
        onClose={() => setAsksReset(false)}
        onReset={() => {
          setAsksReset(false);
          act({
            right: 'engineer',
            run: async () => {
              await api.line.resetCounters();
              notices.done(t('run.resetDone'));
            },
          });
        }}
      />
    </div>
  );
}
