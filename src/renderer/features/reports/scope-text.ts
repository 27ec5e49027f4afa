import type { ReportScope } from '#shared/domain/report.ts';
import type { Format } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { useAllProducts } from '../products/product-queries.ts';

/** What a report is about in one line: product, lot and time, whichever were given; times by the page's clock or another. */
export function useScopeText(by?: Format): (scope: ReportScope) => string {
  const { t, format: pages } = useText();
  const format = by ?? pages;
  const products = useAllProducts();
  return ({ from, to, productId, lot, supplierLot }) => {
    const product = products.data?.find(({ id }) => id === productId)?.name ?? productId;
    const minute = (utc: string): string => `${format.date(utc)} ${format.shortTime(utc)}`;
    const ended = from !== undefined && to !== undefined && format.date(from) === format.date(to);
    const time =
      from === undefined && to === undefined
        ? t('reports.allTime')
        : `${from === undefined ? '…' : minute(from)} – ${to === undefined ? '…' : ended ? format.shortTime(to) : minute(to)}`;
    return [product, lot, supplierLot, time].filter((each) => each !== undefined).join(' · ');
  };
}
