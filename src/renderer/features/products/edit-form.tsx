import { Button, Skeleton, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Product } from '#shared/contract/products.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { recipeChanges } from '#shared/domain/recipe-changes.ts';
import { editRecipe } from '#shared/domain/recipe-edit.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { ChangeList } from './change-list.tsx';
import { EditFields } from './edit-fields.tsx';
import { useProductDetail } from './product-queries.ts';
import classes from './products.module.css';
import { editOf, formOf } from './recipe-form.ts';
import type { ProductActs } from './use-product-acts.ts';

interface Props {
  readonly product: Product;
  readonly acts: ProductActs;
  readonly onClose: () => void;
}

/** Changes what a recipe holds; shows what will change before it is saved as a new version. */
export function EditForm(props: Props): ReactNode {
  // begun on one version and saved on it: what somebody else saves meanwhile is not overwritten, the station refuses
  const [product] = useState(props.product);
  const detail = useProductDetail(product);
  if (detail.data === undefined) return <Skeleton height={500} radius="md" />;
  return <Editing {...props} product={product} recipe={detail.data.recipe} />;
}

function Editing({ product, recipe, acts, onClose }: Props & { readonly recipe: Recipe }): ReactNode {
  const { t } = useText();
  const [form, setForm] = useState(() => formOf(recipe));
  const [comment, setComment] = useState('');
  const edit = editOf(form);
  const edited = edit === null ? null : editRecipe(recipe, edit);
  const problem = edited === null ? t('products.incomplete') : 'problem' in edited ? t('products.reviewNotBelow') : null;
  const changes = edited !== null && 'recipe' in edited ? recipeChanges(recipe, edited.recipe) : [];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (edit !== null && problem === null && changes.length > 0)
      acts.save(product, { change: edit, comment: comment.trim() }, onClose);
  };
  return (
    <form className={classes['edit']} onSubmit={submit} noValidate data-testid={testIds.productForm}>
      <header className={classes['editHead']}>
        <h2>{t('products.editTitle', { name: product.name })}</h2>
        <p className={classes['quiet']}>{t('products.editText', { version: product.version + 1 })}</p>
      </header>
      <EditFields form={form} onForm={setForm} />
      <footer className={classes['editFoot']}>
        <div className={classes['preview']}>
          {problem !== null ? (
            <p role="alert">{problem}</p>
          ) : changes.length === 0 ? (
            <p className={classes['quiet']}>{t('products.noChange')}</p>
          ) : (
            <ChangeList changes={changes} />
          )}
        </div>
        <TextInput
          label={t('products.comment')}
          value={comment}
          maxLength={500}
          onChange={(event) => setComment(event.currentTarget.value)}
          data-testid={testIds.productComment}
        />
        <div className={classes['editActs']}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={problem !== null || changes.length === 0} data-testid={testIds.productSave}>
            {t('products.save')}
          </Button>
        </div>
      </footer>
    </form>
  );
}
