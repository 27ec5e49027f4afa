import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Product, ProductVersion } from '#shared/contract/products.ts';
import { recipeChanges } from '#shared/domain/recipe-changes.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { ChangeList } from './change-list.tsx';
import type { ProductActs } from './use-product-acts.ts';

export type ProductQuestion =
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'retire' }
  | { readonly kind: 'restore'; readonly newest: ProductVersion; readonly old: ProductVersion };

interface Props {
  readonly product: Product;
  readonly question: ProductQuestion | null;
  readonly acts: ProductActs;
  readonly onClose: () => void;
  readonly onOpen: (id: string) => void;
}

/** Asks once before something is done to a product, and says what it does and what stays. */
export function ProductDialog({ question, onClose, ...rest }: Props): ReactNode {
  const { t } = useText();
  const { name } = rest.product;
  const title =
    question === null
      ? ''
      : question.kind === 'restore'
        ? t('products.restoreTitle', { version: question.old.version })
        : question.kind === 'retire'
          ? t('products.retireTitle', { name })
          : t('products.duplicateTitle', { name });
  return (
    <Modal
      opened={question !== null}
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      {question !== null && <Question question={question} onClose={onClose} {...rest} />}
    </Modal>
  );
}

function Question({ product, question, acts, onClose, onOpen }: Props & { readonly question: ProductQuestion }): ReactNode {
  const { t } = useText();
  const [name, setName] = useState(t('products.copyName', { name: product.name }).slice(0, 80));
  const [comment, setComment] = useState(
    question.kind === 'restore'
      ? t('products.restoreComment', { version: question.old.version })
      : question.kind === 'duplicate'
        ? t('products.duplicateComment', { name: product.name, version: product.version })
        : '',
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onClose();
    switch (question.kind) {
      case 'duplicate':
        return acts.duplicate(product, { name: name.trim(), comment }, (copy) => onOpen(copy.id));
      case 'retire':
        return acts.retire(product, comment);
      case 'restore':
        return acts.restore(product, { version: question.old.version, comment });
    }
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        {question.kind === 'restore' && (
          <>
            <Text>{t('products.restoreText', { version: question.newest.version + 1, old: question.old.version })}</Text>
            <ChangeList changes={recipeChanges(question.newest.recipe, question.old.recipe)} />
          </>
        )}
        {question.kind === 'retire' && (
          <Text>{t('products.retireText', { version: product.version, number: product.number })}</Text>
        )}
        {question.kind === 'duplicate' && (
          <>
            <Text>{t('products.duplicateText')}</Text>
            <TextInput
              data-autofocus
              label={t('products.field.name')}
              value={name}
              maxLength={80}
              onChange={(event) => setName(event.currentTarget.value)}
              data-testid={testIds.productCopyName}
            />
          </>
        )}
        <TextInput
          label={t('products.comment')}
          value={comment}
          maxLength={500}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            disabled={question.kind === 'duplicate' && name.trim() === ''}
            data-testid={testIds.productConfirm}
          >
            {t(`products.do.${question.kind}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
