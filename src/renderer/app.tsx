import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { queryClient } from './client/query-client.ts';
import { CrashBoundary } from './components/crash-boundary.tsx';
import { ProductsScreen } from './features/products/products-screen.tsx';
import { RecordsScreen } from './features/records/records-screen.tsx';
import { ReportsScreen } from './features/reports/reports-screen.tsx';
import { ReviewScreen } from './features/review/review-screen.tsx';
import { RunScreen } from './features/run/run-screen.tsx';
import { ActProvider } from './features/session/act-provider.tsx';
import { SettingsScreen } from './features/settings/settings-screen.tsx';
import { RefusedPage } from './features/shell/refused-page.tsx';
import { Shell } from './features/shell/shell.tsx';
import classes from './features/shell/shell.module.css';
import { DraftScreen } from './features/teach/draft-screen.tsx';
import { TeachScreen } from './features/teach/teach-screen.tsx';
import { connectLive } from './live/live-connection.ts';
import { liveStore, useLive } from './live/live-store.ts';
import { cssVariables, theme } from './theme/theme.ts';
import { useText } from './text/use-text.ts';

/** The page: connection, theme, shell, and the screen that the address names (after `#`, so that a window on `app://` works alike). */
export function App(): ReactNode {
  useEffect(() => connectLive(liveStore, queryClient), []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={cssVariables}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-center" containerWidth={520} />
        <Router hook={useHashLocation}>
          <Page />
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Page(): ReactNode {
  const refused = useLive((state) => state.connection === 'refused');
  const [location] = useLocation();
  if (refused) return <RefusedPage />;
  return (
    <CrashBoundary resetKey="page">
      <ActProvider>
        <Shell>
          <CrashBoundary resetKey={location}>
            <Switch>
              <Route path="/" component={RunScreen} />
              <Route path="/records" component={RecordsScreen} />
              <Route path="/review" component={ReviewScreen} />
              <Route path="/reports" component={ReportsScreen} />
              <Route path="/products" component={ProductsScreen} />
              <Route path="/teach" component={TeachScreen} />
              <Route path="/teach/:id/:step?" component={DraftScreen} />
              <Route path="/settings/:section?" component={SettingsScreen} />
              <Route component={NoSuchScreen} />
            </Switch>
          </CrashBoundary>
        </Shell>
      </ActProvider>
    </CrashBoundary>
  );
}

function NoSuchScreen(): ReactNode {
  const { t } = useText();
  return (
    <div className={classes['alone']}>
      <div className={classes['card']}>
        <h1>{t('boundary.notFoundTitle')}</h1>
        <p>{t('boundary.notFoundText')}</p>
      </div>
    </div>
  );
}
