import type { ReactNode } from 'react';
import classes from './settings.module.css';

interface Props {
  readonly title: string;
  readonly text?: string;
  /** Stands beside the title. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
  readonly testId?: string;
}

/** One subject of the settings. */
export function SettingsCard({ title, text, action, children, testId }: Props): ReactNode {
  return (
    <section className={classes['card']} data-testid={testId}>
      <header className={classes['cardHead']}>
        <h2>{title}</h2>
        {action}
      </header>
      {text !== undefined && <p className={classes['text']}>{text}</p>}
      {children}
    </section>
  );
}
