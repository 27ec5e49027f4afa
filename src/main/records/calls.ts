import { addAudit, auditChoices, auditTrail } from './audit.ts';
import { commitPart } from './commit-part.ts';
import { createCounting } from './counting.ts';
import { expirePictures } from './expire-pictures.ts';
import { readGolden } from './golden.ts';
import { checkHealth } from './health.ts';
import type { StoreCalls } from './messages.ts';
import { listParts, listReports, readPart, recentParts } from './part-query.ts';
import { attachPictures, losePictures, picturePath } from './pictures.ts';
import { listRecipes, listVersions, putRecipe, readRecipe } from './recipes.ts';
import { rejudge } from './rejudge.ts';
import { goodPartNear, goodPartOf, reviewQueue, reviewSummary } from './rejudge-queue.ts';
import { retiredProducts, setRetired } from './retirement.ts';
import { putSetting, readSetting } from './settings.ts';
import type { Store } from './store.ts';
import { createFirstAdmin, createUser, listUsers, updateUser } from './users.ts';

/** Every call of the records over one open store. */
export function createCalls(store: Store): StoreCalls {
  const { reader } = store;
  return {
    ...createCounting(store),
    commitPart: (part) => commitPart(store, part),
    attachPictures: (partId, pictures) => attachPictures(store, partId, pictures),
    losePictures: (partId, kinds) => losePictures(store, partId, kinds),
    part: (id) => readPart(reader, id),
    picturePath: (partId, kind) => picturePath(store, partId, kind),
    parts: (filter, page) => listParts(reader, filter, page),
    reports: (filter, page) => listReports(reader, filter, page),
    recent: (limit) => recentParts(reader, limit),
    rejudge: (partId, rejudgement) => rejudge(store, partId, rejudgement),
    reviewQueue: (page) => reviewQueue(reader, page),
    reviewSummary: () => reviewSummary(reader),
    goodPartNear: (partId) => goodPartNear(reader, partId),
    putRecipe: (recipe, by) => putRecipe(store, recipe, by),
    recipes: () => listRecipes(store),
    recipe: (productId, version) => readRecipe(store, productId, version),
    recipeVersions: (productId) => listVersions(store, productId),
    golden: (productId, version) => readGolden(store, productId, version),
    setRetired: (productId, retirement) => setRetired(store, productId, retirement),
    retiredProducts: () => retiredProducts(store),
    goodPartOf: (productId) => goodPartOf(reader, productId),
    setting: (key) => readSetting(store, key),
    putSetting: (key, value) => putSetting(store, key, value),
    users: () => listUsers(store),
    createUser: (user) => createUser(store, user),
    createFirstAdmin: (user) => createFirstAdmin(store, user),
    updateUser: (id, change) => updateUser(store, id, change),
    audit: (entry) => store.write((writing) => addAudit(writing, entry)),
    auditTrail: (page) => auditTrail(store, page),
    auditChoices: () => auditChoices(store),
    expirePictures: (nowUtc) => expirePictures(store, nowUtc),
    health: () => checkHealth(store),
  };
}
