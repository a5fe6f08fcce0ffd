import { builtInFormNames, type FormChoice, type ModelForms, type OfferedForm } from '../shared/chat-form-view.ts';
import type { AppContract } from '../shared/contract.ts';
import type { ModelId } from '../shared/models-view.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import { chosenForm, formOfChoice, formWithoutChoice, type ModelForm } from './models/model-form.ts';
import type { ModelHandle } from './models/model-handle.ts';
import { readModel } from './models/model-host.ts';
import type { Form } from './text/forms/form.ts';
import { formIdsOf, formTokensOf } from './text/forms/form-ids.ts';
import { previewOf } from './text/forms/form-preview.ts';
import { priceForm } from './turn/price-form.ts';
import { write } from './write.ts';

type FormMethods = 'model.form.view' | 'model.form.preview' | 'model.form.price' | 'model.form.set';

/** How turns are written for a model. */
export function formHandlers(app: Application): Pick<Handlers<AppContract>, FormMethods> {
  const others = new ReadModels(app);
  return {
    'model.form.view': async ({ modelId }) => formsOf(app, await others.find(modelId)),
    'model.form.preview': async ({ modelId, form, sample }) =>
      previewOf(formOfChoice(form), sample, (await others.find(modelId)).model),
    'model.form.price': ({ chatId, form }) =>
      app.chats.with(chatId, async (chat) => {
        const model = await app.model;
        return priceForm(app.context, chat, model, formFor(model, form));
      }),
    'model.form.set': async ({ modelId, form }) => {
      const { id, model } = await others.find(modelId);
      const changed = await write(app, () => {
        const isCurrent = id === app.sources.currentId();
        // Their prompts are on their way in the form that they were planned in.
        if (isCurrent && isAnswering(app)) throw new CoreError('waitForAnswers');
        // Somebody may have chosen another one a moment ago.
        const before = (isCurrent && app.models.known()) || model;
        const after = before.withForm(formFor(before, form));
        app.store.modelForms.choose(id, form);
        if (app.models.replace(before, after)) app.whenFormChanged();
        else app.shownModels.changed();
        return after;
      });
      others.forget();
      return formsOf(app, { id, model: changed });
    },
  };
}

/** What was chosen was removed: the model in use is as if nobody had. Answers that are on their way are gone. */
export function forgetForms(app: Application): void {
  const model = app.models.known();
  if (model?.form.chosenBy !== 'person') return;
  if (app.models.replace(model, model.withForm(formFor(model, null)))) app.whenFormChanged();
}

function isAnswering({ chats }: Application): boolean {
  return chats.all().some((chat) => chat.running || chat.isStarting);
}

interface FormedModel {
  readonly id: ModelId;
  readonly model: ModelHandle;
}

/** Models by their ids. One that is not in use is read for it: a preview is asked for at each keystroke, so the last one is kept. */
class ReadModels {
  private readonly app: Application;
  private last: (FormedModel & { readonly dir: string }) | null = null;

  constructor(app: Application) {
    this.app = app;
  }

  /** Null: the one in use. Throws `badModel`, and `noSuchModel` for one that is not here. */
  async find(modelId: ModelId | null): Promise<FormedModel> {
    const { sources } = this.app;
    if (modelId === null || modelId === sources.currentId()) {
      this.last = null;
      return { id: sources.currentId(), model: await this.app.model };
    }
    const dir = sources.dirOf(sources.find(modelId));
    if (this.last?.id !== modelId || this.last.dir !== dir) {
      this.last = { id: modelId, dir, model: readModel(this.app.shelf.find(modelId), () => {}) };
    }
    return this.last;
  }

  forget(): void {
    this.last = null;
  }
}

/** Throws `badForm`. */
function formFor(model: ModelHandle, choice: FormChoice | null): ModelForm {
  return choice === null ? formWithoutChoice(model.namedForm, model) : chosenForm(choice, model);
}

function formsOf({ store }: Application, { id, model }: FormedModel): ModelForms {
  const own = store.modelForms.own(id);
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
