import { Button } from '@mantine/core';
import { IconFocus2, IconPackageImport } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useImportPackage } from '../shell/use-import-package.ts';
import classes from './run.module.css';

/** No product yet: what one is for, and how to get the first. */
export function EmptyProduct(): ReactNode {
  const { t } = useText();
  const importPackage = useImportPackage();
  return (
    <div className={classes['emptyProduct']} data-testid={testIds.emptyProduct}>
      <div className={classes['emptyCard']}>
        <h1>{t('empty.productTitle')}</h1>
        <p>{t('empty.productText')}</p>
        <ol>
          <li>{t('empty.productStep1')}</li>
          <li>{t('empty.productStep2')}</li>
          <li>{t('empty.productStep3')}</li>
        </ol>
        <div className={classes['emptyWays']}>
          <Button size="lg" component={Link} href="/teach" leftSection={<IconFocus2 size={22} />} data-testid={testIds.toTeach}>
            {t('empty.productTeach')}
          </Button>
          <Button size="lg" variant="default" leftSection={<IconPackageImport size={22} />} onClick={importPackage}>
            {t('bar.importPackage')}
          </Button>
        </div>
      </div>
    </div>
  );
}
