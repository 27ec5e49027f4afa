import {
  IconEyeCheck,
  IconFocus2,
  IconListSearch,
  IconPackage,
  IconPlayerPlay,
  IconReportAnalytics,
  IconSettings,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './shell.module.css';

const screens = [
  { path: '/', key: 'run', Icon: IconPlayerPlay, id: testIds.navRun },
  { path: '/teach', key: 'teach', Icon: IconFocus2, id: testIds.navTeach },
  { path: '/records', key: 'records', Icon: IconListSearch, id: testIds.navRecords },
  { path: '/review', key: 'review', Icon: IconEyeCheck, id: testIds.navReview },
  { path: '/reports', key: 'reports', Icon: IconReportAnalytics, id: testIds.navReports },
  { path: '/products', key: 'products', Icon: IconPackage, id: testIds.navProducts },
  { path: '/settings', key: 'settings', Icon: IconSettings, id: testIds.navSettings },
] as const;

/** The screens that exist. */
export function Navigation(): ReactNode {
  const { t } = useText();
  const [location] = useLocation();
  return (
    <nav className={classes['nav']} aria-label={t('nav.label')} data-testid={testIds.navigation}>
      {screens.map(({ path, key, Icon, id }) => (
        <Link
          key={path}
          href={path}
          className={classes['navItem']}
          aria-current={location === path || (path !== '/' && location.startsWith(`${path}/`)) ? 'page' : undefined}
          data-testid={id}
        >
          <Icon size={26} stroke={1.75} aria-hidden />
          {t(`nav.${key}`)}
        </Link>
      ))}
    </nav>
  );
}
