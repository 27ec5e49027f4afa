import { ActionIcon, Menu } from '@mantine/core';
import { IconHelp, IconKeyboard, IconRoute } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { isTaken, useKeyDown } from '../../components/use-key-down.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { KeyMap } from './key-map.tsx';
import { Tour } from './tour.tsx';
import classes from './help.module.css';
import { useFirstVisit } from './use-first-visit.ts';

/** The question mark in the bar: all keys (also by `?`), and the tour, which begins by itself on a fresh station. */
export function Help(): ReactNode {
  const { t } = useText();
  const [, navigate] = useLocation();
  const [shows, setShows] = useState<'keys' | 'tour' | null>(null);
  const firstVisit = useFirstVisit();
  useKeyDown((event) => {
    if (event.key !== '?' || isTaken(event.target)) return;
    event.preventDefault();
    setShows('keys');
  });
  const showTour = (): void => {
    navigate('/');
    setShows('tour');
  };
  return (
    <>
      <Menu width={260} position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes['open'] ?? ''}
            aria-label={t('help.label')}
            data-testid={testIds.help}
          >
            <IconHelp size={26} stroke={1.75} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            className={classes['item'] ?? ''}
            leftSection={<IconKeyboard size={22} />}
            rightSection={<kbd className={classes['kbd']}>?</kbd>}
            onClick={() => setShows('keys')}
            data-testid={testIds.helpKeys}
          >
            {t('help.showKeys')}
          </Menu.Item>
          <Menu.Item
            className={classes['item'] ?? ''}
            leftSection={<IconRoute size={22} />}
            onClick={showTour}
            data-testid={testIds.helpTour}
          >
            {t('help.showTour')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <KeyMap opened={shows === 'keys'} onClose={() => setShows(null)} />
      {(shows === 'tour' || firstVisit.begins) && (
        <Tour
          onClose={() => {
            firstVisit.end();
            setShows(null);
          }}
        />
      )}
    </>
  );
}
