import { Popover, UnstyledButton } from '@mantine/core';
import { memo, type ReactNode, useState } from 'react';
import type { Catalogue } from '#shared/i18n/index.ts';
import { testIds } from '../test-ids.ts';
import { useText } from '../text/use-text.ts';
import classes from './explained.module.css';

export type ExplainedTerm = keyof Catalogue['explain'];

interface Props {
  readonly term: ExplainedTerm;
  /** The name of the figure, as it stands there. */
  readonly children: ReactNode;
}

/** The name of a figure; a tap, click or Enter on it says what the figure means. */
export const Explained = memo(function Explained({ term, children }: Props): ReactNode {
  const { t } = useText();
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={320}
      position="top"
      shadow="md"
      withArrow
      withRoles={false}
      middlewares={{ shift: true, flip: true }}
    >
      <Popover.Target>
        <UnstyledButton
          className={classes['term']}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
          onBlur={() => setOpened(false)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setOpened(false);
          }}
          data-testid={testIds.explained}
          data-term={term}
        >
          {children}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <p className={classes['text']} role="note" data-testid={testIds.explanation}>
          {t(`explain.${term}`)}
        </p>
      </Popover.Dropdown>
    </Popover>
  );
});
