// Everything that makes a page quicker. Every page works without it.
import {
  CharacterCount,
  ErrorSummary,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "../vendor/govuk/govuk-frontend.mjs";
import { watchDrafts } from "./autosave.js";
import { watchConditions } from "./conditional.js";
import { askFirst, submitOnce } from "./forms.js";
import { watchExit } from "./exit.js";
import { fillColumns } from "./fill-columns.js";
import { watchMenus } from "./menus.js";

import { offerPlaces } from "./places.js";
import { pickMany } from "./pick-many.js";
import { printNow } from "./print.js";
import { watchSignatures } from "./signature.js";
import { watchTime } from "./timeout.js";
import { watchUploads } from "./upload.js";

/** What a piece of page needs, the first time and again after htmx has put a new piece in. */
async function furnish(piece) {
  for (const part of [CharacterCount, ErrorSummary, PasswordInput, Tabs]) createAll(part, undefined, piece);
  watchDrafts(piece);
  watchConditions(piece);
  pickMany(piece);
  fillColumns(piece);
  offerPlaces(piece);
  watchUploads(piece);
  watchSignatures(piece);
  if (piece.querySelector("[data-module='moj-sortable-table']")) {
    const { SortableTable } = await import("../vendor/moj/sortable-table.mjs");
    createAll(SortableTable, undefined, piece);
  }
}

createAll(ServiceNavigation);
createAll(SkipLink);
watchExit();
watchMenus();
submitOnce();
askFirst();
watchTime();
printNow();
furnish(document);
document.addEventListener("htmx:afterSettle", (event) => furnish(event.detail.elt));
document.addEventListener("wayhome:replaced", (event) => furnish(event.detail.piece));
