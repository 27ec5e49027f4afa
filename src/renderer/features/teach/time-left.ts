import { useText } from '../../text/use-text.ts';

/** Says how long something still takes, as coarsely as it is known. */
export function useLeft(): (seconds: number | null) => string {
  const { t, format } = useText();
  return (seconds) => {
    if (seconds === null) return '';
    if (seconds < 90) return t('teach.secondsLeft', { seconds: format.count(Math.max(1, Math.ceil(seconds))) });
    return t('teach.minutesLeft', { minutes: format.count(Math.ceil(seconds / 60)) });
  };
}
