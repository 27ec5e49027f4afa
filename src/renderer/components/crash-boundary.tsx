import { Button } from '@mantine/core';
import { IconReload } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import classes from '../features/shell/shell.module.css';
import { testIds } from '../test-ids.ts';
import { useText } from '../text/use-text.ts';

interface Props {
  readonly children: ReactNode;
  /** Trying again is allowed when this changes (another screen was chosen). */
  readonly resetKey: string;
}
interface State {
  readonly error: Error | null;
  readonly at: string;
}

/** A fault of the page stays on the page: it says so, and that the line is not affected. React asks for a class here. */
export class CrashBoundary extends Component<Props, State> {
  override state: State = { error: null, at: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.resetKey === state.at ? null : { error: null, at: props.resetKey };
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <CrashedPage error={this.state.error} />;
  }
}

function CrashedPage({ error }: { readonly error: Error }): ReactNode {
  const { t } = useText();
  return (
    <div className={classes['alone']} role="alert" data-testid={testIds.crashed}>
      <div className={classes['card']}>
        <h1>{t('boundary.title')}</h1>
        <p>{t('boundary.text')}</p>
        <code className={classes['code']}>{error.message}</code>
        <Button size="lg" leftSection={<IconReload size={22} />} onClick={() => window.location.reload()}>
          {t('boundary.reload')}
        </Button>
      </div>
    </div>
  );
}
