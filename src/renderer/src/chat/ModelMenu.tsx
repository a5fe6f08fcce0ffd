import { useState } from 'react';
import type { ModelId } from '../../../shared/models-view.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import type { PageState } from '../state/page-state.ts';
import { later } from '../ui/later.tsx';
import { Menu, MenuButton, useMenu } from '../ui/Menu.tsx';
import './model-note.css';

const ModelDialog = later(() => import('./ModelDialog.tsx').then((file) => file.ModelDialog));

/** The model of the open chat, and the way to another one. Where there is but one, there is nothing to choose, and nothing is shown. */
export function ModelMenu() {
  const { chatModel: words } = useWords();
  const here = usePageState((state) => state.modelSwitch.here);
  const name = usePageState(ownName);
  const ownId = usePageState(ownModelId);
  const menu = useMenu();
  const [askedId, setAskedId] = useState<ModelId | null>(null);
  const asked = here.find(({ modelId }) => modelId === askedId);
  if (name === null || here.length < 2) return null;
  const items = () =>
    here.map((model) => ({
      name: words.item(model.name, model.modelId === ownId),
      onChoose: () => model.modelId !== ownId && setAskedId(model.modelId),
    }));
  return (
    <>
      <MenuButton menu={menu} name={words.model(name)} className="quiet-link chat-model" says={words.modelSays}>
        {name}
      </MenuButton>
      <Menu menu={menu} name={words.menu} items={items} />
      {asked && <ModelDialog model={asked} onClose={() => setAskedId(null)} />}
    </>
  );
}

function ownName({ chat, model }: PageState): string | null {
  return chat === null ? null : (chat.otherModel?.own.name ?? model?.name ?? null);
}

function ownModelId({ chat, modelSwitch }: PageState): ModelId | null {
  return chat?.otherModel ? chat.otherModel.own.modelId : modelSwitch.inUseId;
}
