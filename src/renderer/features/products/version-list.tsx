import { Button, Menu, Skeleton, Text } from '@mantine/core';
import { IconDotsVertical, IconHistory, IconPackageExport } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Product, ProductVersion } from '#shared/contract/products.ts';
import { failureOf } from '../../client/failure.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { actorName } from '../settings/audit/audit-sentence.ts';
import { ChangeList } from './change-list.tsx';
import { useVersions } from './product-queries.ts';
import classes from './products.module.css';

interface Props {
  readonly product: Product;
  readonly onRestore: (versions: { readonly newest: ProductVersion; readonly old: ProductVersion }) => void;
  readonly onExport: (version: number) => void;
}

/** Every version, newest first: what changed, when, by whom, and why. */
export function VersionList({ product, onRestore, onExport }: Props): ReactNode {
  const { t } = useText();
  const versions = useVersions(product.id);
  if (versions.isPending) return <Skeleton height={200} radius="md" />;
  if (versions.isError) return <Text c="var(--pl-fail-text)">{t(`error.${failureOf(versions.error).code}`)}</Text>;
  const [newest] = versions.data;
  return (
    <ol className={classes['versions']}>
      {versions.data.map((version) => (
        <VersionRow
          key={version.version}
          version={version}
          onLine={product.lineVersion === version.version}
          onRestore={newest === undefined || newest === version ? null : () => onRestore({ newest, old: version })}
          onExport={() => onExport(version.version)}
        />
      ))}
    </ol>
  );
}

function VersionRow({
  version,
  onLine,
  onRestore,
  onExport,
}: {
  readonly version: ProductVersion;
  readonly onLine: boolean;
  readonly onRestore: (() => void) | null;
  readonly onExport: () => void;
}): ReactNode {
  const { t, format } = useText();
  const { changes, comment } = version;
  return (
    <li className={classes['version']} data-testid={testIds.productVersion} data-version={version.version}>
      <div className={classes['versionHead']}>
        <strong>{t('products.version', { version: version.version })}</strong>
        {onLine && (
          <span className={classes['chip']} data-strong>
            {t('products.onLine')}
          </span>
        )}
        <span className={classes['quiet']}>
          {format.dateTime(version.createdAtUtc)} · {actorName(version.createdBy, t)}
        </span>
      </div>
      {comment !== '' && <p className={classes['comment']}>{comment}</p>}
      {changes === null ? <p className={classes['quiet']}>{t('products.firstVersion')}</p> : <ChangeList changes={changes} />}
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button
            variant="subtle"
            px="xs"
            className={classes['versionMenu'] ?? ''}
            aria-label={t('products.versionActs', { version: version.version })}
            data-testid={testIds.productVersionMenu}
          >
            <IconDotsVertical size={22} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {onRestore !== null && (
            <Menu.Item
              mih={48}
              fz={16}
              leftSection={<IconHistory size={20} />}
              onClick={onRestore}
              data-testid={testIds.productRestore}
            >
              {t('products.restore')}
            </Menu.Item>
          )}
          <Menu.Item mih={48} fz={16} leftSection={<IconPackageExport size={20} />} onClick={onExport}>
            {t('products.exportVersion')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
