import { builtInFormNames, type FormChoice, type ModelForms, type OfferedForm } from '../shared/chat-form-view.ts';
import type { AppContract } from '../shared/contract.ts';
import type { ModelId } from '../shared/models-view.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import { chosenForm, formOfChoice, formWithoutChoice, type ModelForm } from './models/model-form.ts';
import type { ModelHandle } from './models/model-handle.ts';
import type { ModelParts } from './models/model-parts.ts';
import { handleOf } from './models/models-here.ts';
import type { Form } from './text/forms/form.ts';
import { formIdsOf, formTokensOf } from './text/forms/form-ids.ts';
import { previewOf } from './text/forms/form-preview.ts';
import { priceForm } from './turn/price-form.ts';
import { write } from './write.ts';

type FormMethods = 'model.form.view' | 'model.form.preview' | 'model.form.price' | 'model.form.set';

/** How turns are written for a model. */
export function formHandlers(app: Application): Pick<Handlers<AppContract>, FormMethods> {
  return {
    'model.form.view': async ({ modelId }) => formsOf(app, await findModel(app, modelId)),
    'model.form.preview': async ({ modelId, form, sample }) =>
      previewOf(formOfChoice(form), sample, await findModel(app, modelId)),
    'model.form.price': ({ chatId, form }) =>
      app.chats.with(chatId, async (chat) => {
        const model = await app.models.current();
        return priceForm(app.context, chat, model, formFor(model, form));
      }),
    'model.form.set': async ({ modelId, form }) => {
      const model = await findModel(app, modelId);
      const changed = await write(app, () => {
        const known = app.models.known();
        const isKnown = known?.modelId === model.modelId;
        // Their prompts are on their way in the form that they were planned in.
        if (isKnown && isAnswering(app)) throw new CoreError('waitForAnswers');
        // Somebody may have chosen another one a moment ago.
        const before = isKnown ? known : model;
        const after = before.withForm(formFor(before, form));
        app.store.modelForms.choose(model.modelId, form);
        if (app.models.replace(before, after)) app.whenFormChanged();
        else app.shownModels.changed();
        return after;
      });
      return formsOf(app, changed);
    },
  };
}

/** What was chosen was removed: the model in use is as if nobody had. Answers that are on their way are gone. */
export function forgetForms(app: Application): void {
  const model = app.models.known();
  if (model?.form.chosenBy !== 'person') return;
  if (app.models.replace(model, model.withForm(formFor(model, null)))) app.whenFormChanged();
}

function isAnswering({ chats }: ChatParts): boolean {
  return chats.all().some((chat) => chat.running || chat.isStarting);
}

/** Null: the one in use. Throws `badModel`, and `noSuchModel` for one that is not here. */
function findModel(app: ModelParts, modelId: ModelId | null): Promise<ModelHandle> {
  return handleOf(app, modelId ?? app.shelf.currentId());
}

/** Throws `badForm`. */
function formFor(model: ModelHandle, choice: FormChoice | null): ModelForm {
  return choice === null ? formWithoutChoice(model.namedForm, model) : chosenForm(choice, model);
}

function formsOf({ store }: Ground, model: ModelHandle): ModelForms {
  const own = store.modelForms.own(model.modelId);
  const offered = [...builtInFormNames.map((name) => formOfChoice({ name })), ...(own ? [own] : [])];
  const without = formWithoutChoice(model.namedForm, model);
  return {
    current: { name: model.form.name, chosenBy: model.form.chosenBy },
    withoutChoice: { name: without.name, chosenBy: without.chosenBy },
    forms: offered.map((form) => offeredForm(form, model)),
  };
}

function offeredForm(form: Form, model: ModelHandle): OfferedForm {
  const { name, template, sampling } = form;
  return { name, template, sampling, ...formTokensOf(formIdsOf(form, model)) };
}
