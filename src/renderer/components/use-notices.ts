import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../client/failure.ts';
import classes from './notices.module.css';

export interface Notices {
  /** Something takes a while: shown until the answer is called. */
  readonly busy: (message: string) => () => void;
  readonly done: (message: string) => void;
  readonly failure: (error: unknown) => void;
  readonly notAllowed: (name: string) => void;
}

/** Short messages at the foot of the page; a failure is told in the operator's words, with the station's detail below. */
export function useNotices(): Notices {
  const { t } = useTranslation();
  return useMemo(() => {
    const closeButtonProps = { 'aria-label': t('common.close'), size: 48 };
    const bad = (title: string, message: string | null): void => {
      notifications.show({
        title,
        message,
        autoClose: 9_000,
        role: 'alert',
        classNames: { root: classes['bad'] ?? '' },
        closeButtonProps,
      });
    };
    return {
      busy: (message) => {
        const id = notifications.show({
          message,
          loading: true,
          autoClose: false,
          withCloseButton: false,
          role: 'status',
          classNames: { root: classes['good'] ?? '' },
        });
        return () => notifications.hide(id);
      },
      done: (message) =>
        void notifications.show({
          message,
          autoClose: 4_000,
          role: 'status',
          classNames: { root: classes['good'] ?? '' },
          closeButtonProps,
        }),
      failure: (error) => {
        const { code, detail } = failureOf(error);
        bad(t(`error.${code}`), detail);
      },
      notAllowed: (name) => bad(t('session.notAllowed', { name }), null),
    };
  }, [t]);
}
