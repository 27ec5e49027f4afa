import { Button } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconCopy, IconEdit, IconPackageExport, IconPlayerPlay } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Product } from '#shared/contract/products.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { EditForm } from './edit-form.tsx';
import { ProductDialog, type ProductQuestion } from './product-dialog.tsx';
import { ProductFacts } from './product-facts.tsx';
import { ProductPicture } from './product-picture.tsx';
import { ProductState } from './product-state.tsx';
import classes from './products.module.css';
import { useProductActs } from './use-product-acts.ts';
import { VersionList } from './version-list.tsx';

/** One product: what it is, what can be done with it, and how it came to be what it is. */
export function ProductView({
  product,
  onOpen,
}: {
  readonly product: Product;
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const acts = useProductActs();
  const [question, setQuestion] = useState<ProductQuestion | null>(null);
  const [editing, setEditing] = useState(false);
  const waits = product.active && product.lineVersion !== null && product.lineVersion !== product.version;
  if (editing) return <EditForm product={product} acts={acts} onClose={() => setEditing(false)} />;
  // asked for before the work, not after it
  const ask = (next: ProductQuestion): void => act({ right: 'engineer', run: () => setQuestion(next) });
  const select = (
    <Button leftSection={<IconPlayerPlay size={20} />} onClick={() => acts.select(product)} data-testid={testIds.productSelect}>
      {waits ? t('products.selectVersion', { version: product.version }) : t('products.select')}
    </Button>
  );
  return (
    <article className={classes['view']} data-testid={testIds.productView} data-product={product.id}>
      <header className={classes['head']}>
        <ProductPicture url={product.pictureUrl} />
        <div className={classes['headText']}>
          <h2>{product.name}</h2>
          <p className={classes['quiet']}>
            {t('bar.number', { number: product.number })} · {t('products.version', { version: product.version })}
          </p>
          <ProductState product={product} />
        </div>
      </header>
      {waits && (
        <div className={classes['waits']} role="status">
          <span>{t('products.waits', { line: product.lineVersion, version: product.version })}</span>
          {select}
        </div>
      )}
      <div className={classes['acts']}>
        {!product.retired && !product.active && select}
        <Button
          variant="default"
          leftSection={<IconEdit size={20} />}
          onClick={() => act({ right: 'engineer', run: () => setEditing(true) })}
          data-testid={testIds.productEdit}
        >
          {t('products.edit')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconCopy size={20} />}
          onClick={() => ask({ kind: 'duplicate' })}
          data-testid={testIds.productDuplicate}
        >
          {t('products.duplicate')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPackageExport size={20} />}
          onClick={() => acts.download(product, product.version)}
          data-testid={testIds.productExport}
        >
          {t('products.export')}
        </Button>
        {product.retired ? (
          <Button
            variant="default"
            leftSection={<IconArchiveOff size={20} />}
            onClick={() => acts.bringBack(product)}
            data-testid={testIds.productBringBack}
          >
            {t('products.bringBack')}
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconArchive size={20} />}
            disabled={product.active}
            title={product.active ? t('error.PRODUCT_ACTIVE') : undefined}
            onClick={() => ask({ kind: 'retire' })}
            data-testid={testIds.productRetire}
          >
            {t('products.retire')}
          </Button>
        )}
      </div>
      <section className={classes['section']}>
        <h3>{t('products.recipe')}</h3>
        <ProductFacts product={product} />
      </section>
      <section className={classes['section']}>
        <h3>{t('products.versions')}</h3>
        <VersionList
          product={product}
          onRestore={(versions) => ask({ kind: 'restore', ...versions })}
          onExport={(version) => acts.download(product, version)}
        />
      </section>
      <ProductDialog product={product} question={question} acts={acts} onClose={() => setQuestion(null)} onOpen={onOpen} />
    </article>
  );
}
