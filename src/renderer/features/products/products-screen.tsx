import { Button, Skeleton } from '@mantine/core';
import { IconFocus2, IconPackage, IconPackageImport } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { failureOf } from '../../client/failure.ts';
import { Empty } from '../../components/empty.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useImportPackage } from '../shell/use-import-package.ts';
import { ProductList } from './product-list.tsx';
import { useAllProducts } from './product-queries.ts';
import { ProductView } from './product-view.tsx';
import classes from './products.module.css';

/** Products and their recipes: what is made here, in which version, and who changed what. */
export function ProductsScreen(): ReactNode {
  const { t } = useText();
  const all = useAllProducts();
  const [chosen, setChosen] = useState<string | null>(null);
  const [withRetired, setWithRetired] = useState(false);
  const importPackage = useImportPackage((product) => setChosen(product.id));
  if (all.isPending) return <Skeleton m={20} height={400} />;
  if (all.isError)
    return (
      <Empty title={t('products.unread')} text={t(`error.${failureOf(all.error).code}`)}>
        <Button size="lg" onClick={() => void all.refetch()}>
          {t('common.retry')}
        </Button>
      </Empty>
    );
  // one that is looked at stays in sight while it is being retired
  const listed = all.data.filter((product) => withRetired || !product.retired || product.id === chosen);
  const opened = listed.find(({ id }) => id === chosen) ?? listed.find(({ active }) => active) ?? listed[0];
  if (opened === undefined)
    return (
      <Empty
        icon={<IconPackage size={40} stroke={1.6} />}
        title={t('products.emptyTitle')}
        text={t('products.emptyText')}
        testId={testIds.productsEmpty}
      >
        <Button size="lg" component={Link} href="/teach" leftSection={<IconFocus2 size={22} />}>
          {t('bar.teach')}
        </Button>
        <Button size="lg" variant="default" leftSection={<IconPackageImport size={22} />} onClick={importPackage}>
          {t('bar.importPackage')}
        </Button>
        {all.data.length > 0 && (
          <Button size="lg" variant="default" onClick={() => setWithRetired(true)}>
            {t('products.showRetired')}
          </Button>
        )}
      </Empty>
    );
  return (
    <div className={classes['products']} data-testid={testIds.products}>
      <h1 className="visuallyHidden">{t('products.title')}</h1>
      <ProductList
        products={listed}
        opened={opened.id}
        onOpen={setChosen}
        withRetired={withRetired}
        onWithRetired={setWithRetired}
        onImport={importPackage}
      />
      <div className={classes['place']}>
        <ProductView key={opened.id} product={opened} onOpen={setChosen} />
      </div>
    </div>
  );
}
