import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconFocus2, IconPackageImport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Product } from '#shared/contract/products.ts';
import { api } from '../../client/api.ts';
import { queryKeys } from '../../client/query-client.ts';
import { useNotices } from '../../components/use-notices.ts';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import classes from './shell.module.css';
import { useImportPackage } from './use-import-package.ts';

/** The product on the line; opens to change over to another one, or to import a package. */
export function ProductMenu(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const notices = useNotices();
  const importPackage = useImportPackage();
  const product = useLive((state) => state.status?.product ?? null);
  const known = useLive((state) => state.status !== null);
  const demo = useLive((state) => state.status?.demo === true);
  const products = useQuery({ queryKey: queryKeys.products, queryFn: () => api.products.list() });

  const change = (to: Product): void =>
    act({
      right: 'engineer',
      run: async () => {
        await api.products.select({ id: to.id });
        notices.done(t('bar.changedOver', { name: to.name }));
      },
    });

  return (
    <Menu width={340}>
      <Menu.Target>
        <UnstyledButton className={classes['field']} title={t('bar.changeProduct')} data-testid={testIds.productMenu}>
          <span className={classes['fieldLabel']}>
            {t('bar.product')}
            {demo && <span className={classes['chip']}>{t('bar.demo')}</span>}
          </span>
          <span className={classes['fieldValue']}>
            <span className={classes['cut']}>
              {!known
                ? absent
                : product === null
                  ? t('bar.noProduct')
                  : t('bar.productVersion', { name: product.name, version: product.version })}
            </span>
            <IconChevronDown size={16} aria-hidden />
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {(products.data ?? []).length > 0 && <Menu.Label fz={13}>{t('bar.changeTo')}</Menu.Label>}
        {(products.data ?? []).map((one) => {
          const active = one.id === product?.id;
          return (
            <Menu.Item
              key={one.id}
              className={classes['menuItem'] ?? ''}
              aria-current={active || undefined}
              rightSection={active ? <IconCheck size={20} /> : null}
              onClick={() => !active && change(one)}
              data-testid={testIds.productItem}
            >
              <span className={classes['menuName']}>{t('bar.productVersion', { name: one.name, version: one.version })}</span>
              <span className={classes['menuDetail']}>{t('bar.number', { number: one.number })}</span>
            </Menu.Item>
          );
        })}
        {(products.data ?? []).length > 0 && <Menu.Divider />}
        <Menu.Item
          className={classes['menuItem'] ?? ''}
          leftSection={<IconFocus2 size={20} />}
          component={Link}
          href="/teach"
          data-testid={testIds.productTeach}
        >
          {t('bar.teach')}
        </Menu.Item>
        <Menu.Item
          className={classes['menuItem'] ?? ''}
          leftSection={<IconPackageImport size={20} />}
          onClick={importPackage}
          data-testid={testIds.productImport}
        >
          {t('bar.importPackage')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
