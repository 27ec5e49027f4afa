import { Button, Switch } from '@mantine/core';
import { IconPackageImport } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Product } from '#shared/contract/products.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { ProductPicture } from './product-picture.tsx';
import { ProductState } from './product-state.tsx';
import classes from './products.module.css';

interface Props {
  readonly products: readonly Product[];
  readonly opened: string;
  readonly onOpen: (id: string) => void;
  readonly withRetired: boolean;
  readonly onWithRetired: (shown: boolean) => void;
  readonly onImport: () => void;
}

/** All products by the number that a PLC selects; a tap opens one. */
export function ProductList({ products, opened, onOpen, withRetired, onWithRetired, onImport }: Props): ReactNode {
  const { t, format } = useText();
  return (
    <aside className={classes['side']}>
      <div className={classes['sideHead']}>
        <Button
          fullWidth
          variant="default"
          leftSection={<IconPackageImport size={22} />}
          onClick={onImport}
          data-testid={testIds.productsImport}
        >
          {t('bar.importPackage')}
        </Button>
        <Switch
          size="md"
          classNames={{ body: classes['switch'] ?? '' }}
          label={t('products.showRetired')}
          checked={withRetired}
          onChange={(event) => onWithRetired(event.currentTarget.checked)}
          data-testid={testIds.productsRetired}
        />
      </div>
      <ul className={classes['list']} aria-label={t('products.title')}>
        {products.map((product) => (
          <li key={product.id}>
            <button
              type="button"
              className={classes['item']}
              aria-current={product.id === opened || undefined}
              onClick={() => onOpen(product.id)}
              data-testid={testIds.product}
              data-product={product.id}
              data-retired={product.retired || undefined}
            >
              <ProductPicture url={product.pictureUrl} />
              <span className={classes['itemText']}>
                <strong>{product.name}</strong>
                <span className={classes['quiet']}>
                  {t('bar.number', { number: product.number })} · {t('part.recipeVersion', { version: product.version })} ·{' '}
                  {t('products.thresholdOf', { value: format.score(product.threshold) })}
                </span>
                <span className={classes['quiet']}>
                  {t('products.taughtOn', { date: format.date(product.taughtAtUtc ?? product.modelSinceUtc) })}
                </span>
                <ProductState product={product} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
