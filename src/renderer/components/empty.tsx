import type { ReactNode } from 'react';
import classes from './empty.module.css';

interface Props {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
  readonly testId?: string;
}

/** A screen with nothing on it says what it is for and the one thing to do next. */
export function Empty({ icon, title, text, children, testId }: Props): ReactNode {
  return (
    <div className={classes['empty']} data-testid={testId}>
      {icon}
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </div>
  );
}
