import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ChatFormSection } from './ChatForm.tsx';
import type { ChatFormOnPage } from './use-chat-form.ts';

const untold: ChatFormOnPage = {
  ...{
    forms: null,
    choice: null,
    isCurrent: true,
    isReadable: true,
    sight: { preview: null, price: null, isOfChoice: false },
    mishap: null,
    isTaken: false,
  },
  lookAt: () => {},
  take: () => {},
};

it('the chat form says why it cannot be told, under its heading, and is not there before it is told', () => {
  const draw = (form: ChatFormOnPage) => renderToStaticMarkup(<ChatFormSection form={form} inUse="Ada" />);
  expect(draw(untold)).toBe('');
  const refused = draw({ ...untold, mishap: { code: 'noSuchModel' } });
  expect(refused).toContain('id="models-form"');
  expect(refused).toMatch(/role="alert"[^>]*>This model is not here any more\./);
});
