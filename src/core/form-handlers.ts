import { builtInFormNames, type FormChoice, type ModelForms, type OfferedForm } from '../shared/chat-form-view.ts';
import type { AppContract } from '../shared/contract.ts';
import type { ModelId } from '../shared/models-view.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import { chosenForm, formOfChoice, formWithoutChoice, type ModelForm } from './models/model-form.ts';
import type { ModelHandle } from './models/model-handle.ts';
import type { Form } from './text/forms/form.ts';
import { formIdsOf, formTokensOf } from './text/forms/form-ids.ts';
import { previewOf } from './text/forms/form-preview.ts';
import { priceForm } from './turn/price-form.ts';
import { write } from './write.ts';

type FormMethods = 'model.form.view' | 'model.form.preview' | 'model.form.price' | 'model.form.set';

/** How turns are written for a model. */
export function formHandlers(app: Application): Pick<Handlers<AppContract>, FormMethods> {
  return {
    'model.form.view': async ({ modelId }) => formsOf(app, await modelOf(app, modelId)),
    'model.form.preview': async ({ modelId, form, sample }) =>
      previewOf(formOfChoice(form), sample, await modelOf(app, modelId)),
    'model.form.price': ({ chatId, form }) =>
      app.chats.with(chatId, async (chat) => {
        const model = await app.model;
        return priceForm(app.context, chat, model, formFor(model, form));
      }),
    'model.form.set': async ({ modelId, form }) => {
      const model = await modelOf(app, modelId);
      const changed = model.withForm(formFor(model, form));
      await write(app, () => {
        // Their prompts are on their way in the form that they were planned in.
        if (app.chats.all().some((chat) => chat.running || chat.isStarting)) throw new CoreError('waitForAnswers');
        app.store.modelForms.choose(app.sources.currentId(), form);
        if (app.models.replace(model, changed)) app.whenFormChanged();
      });
      return formsOf(app, changed);
    },
  };
}

async function modelOf(app: Application, modelId: ModelId | null): Promise<ModelHandle> {
  const model = await app.model;
  if (modelId !== null && modelId !== app.sources.currentId()) throw new CoreError('noModel');
  return model;
}

/** Throws `badForm`. */
function formFor(model: ModelHandle, choice: FormChoice | null): ModelForm {
  return choice === null ? formWithoutChoice(model.namedForm, model) : chosenForm(choice, model);
}

function formsOf({ store, sources }: Application, model: ModelHandle): ModelForms {
  const own = store.modelForms.own(sources.currentId());
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
