import { Button, FocusTrap } from '@mantine/core';
import { type CSSProperties, type ReactNode, useEffect, useState } from 'react';
import { useKeyDown } from '../../components/use-key-down.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './help.module.css';
import { besides, type Box } from './place-card.ts';

/** What the tour stops at, in this order, and what holds it. */
const stops = [
  ['verdict', testIds.verdict],
  ['stage', testIds.stage],
  ['controls', testIds.controls],
  ['navigation', testIds.navigation],
] as const;
const card = { width: 380, height: 260 } as const;

/** Four steps over the run screen: each part is lit in turn and said to be what it is. The line and the page go on beneath. */
export function Tour({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useText();
  const [step, setStep] = useState(0);
  const [key, target] = stops[step] ?? stops[0];
  const lit = useBoxOf(target);
  const last = step === stops.length - 1;
  useKeyDown(({ key: pressed }) => {
    if (pressed === 'Escape') onClose();
  });
  if (lit === null) return null;
  const place = besides(lit, card, { width: window.innerWidth, height: window.innerHeight });
  const ring: CSSProperties = { left: lit.x, top: lit.y, width: lit.width, height: lit.height };
  return (
    <>
      <div className={classes['ring']} style={ring} aria-hidden />
      <FocusTrap active>
        <div
          className={classes['card']}
          style={{ left: place.x, top: place.y, width: card.width }}
          role="dialog"
          aria-label={t(`help.tour.${key}.title`)}
          data-testid={testIds.tour}
          data-step={step + 1}
        >
          <p className={classes['step']}>{t('help.tourStep', { step: step + 1, of: stops.length })}</p>
          <h2>{t(`help.tour.${key}.title`)}</h2>
          <p>{t(`help.tour.${key}.text`)}</p>
          <div className={classes['ways']}>
            {last ? (
              <span />
            ) : (
              <Button variant="subtle" color="gray" onClick={onClose} data-testid={testIds.tourSkip}>
                {t('help.tourSkip')}
              </Button>
            )}
            <span className={classes['onward']}>
              {step > 0 && (
                <Button variant="default" onClick={() => setStep(step - 1)}>
                  {t('help.tourBack')}
                </Button>
              )}
              <Button data-autofocus onClick={() => (last ? onClose() : setStep(step + 1))} data-testid={testIds.tourNext}>
                {t(last ? 'help.tourDone' : 'help.tourNext')}
              </Button>
            </span>
          </div>
        </div>
      </FocusTrap>
    </>
  );
}

/** Where an element stands on the page; null while it is not there. */
function useBoxOf(testId: string): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    const element = document.querySelector(`[data-testid="${testId}"]`);
    if (element === null) return;
    const measure = (): void => {
      const { x, y, width, height } = element.getBoundingClientRect();
      setBox({ x, y, width, height });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [testId]);
  return box;
}
