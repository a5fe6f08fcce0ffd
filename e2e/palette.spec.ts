import { answerAfter, BranchesOnPage } from './pages/branches.ts';
import { markedWords, Palette } from './pages/palette.ts';
import { expect, test } from './shared-app.ts';

test('opens by its key on the chats used last, and Enter goes back to the one before', async ({ window }) => {
  const palette = new Palette(window.page);
  await window.ask('A word about a lantern.');
  const before = await window.openChatId();
  await window.startNewChat();
  await window.ask('A word about a kettle.');
  await palette.openByKey();
  await expect(palette.box).toBeFocused();
  await expect(palette.entries.first()).toContainText('A word about a lantern.');
  await expect(palette.groups.first()).toHaveAccessibleName('Recent chats');
  await palette.box.press('Enter');
  await expect(palette.dialog).toBeHidden();
  await expect.poll(() => window.openChatId()).toBe(before);
  await expect(window.composer).toBeFocused();
});

test('has the focus before another key can come, and gives it back', async ({ window }) => {
  const palette = new Palette(window.page);
  await palette.openByKey();
  await window.page.keyboard.press('Escape');
  await expect(palette.dialog).toBeHidden();
  await window.composer.focus();
  expect(await palette.openAndTellFocus()).toBe('combobox');
  await window.page.keyboard.press('Escape');
  await expect(palette.dialog).toBeHidden();
  await expect(window.composer).toBeFocused();
});

test('finds messages of all chats as one types, shows the one that is meant, and marks its words', async ({
  window,
}) => {
  const palette = new Palette(window.page);
  await window.ask('My grandmother’s Café keeps a samovar.');
  const told = await window.openChatId();
  for (const text of ['Tell me a story.', 'Tell me another.', 'And one more.']) await window.ask(text);
  await window.startNewChat();
  await window.ask('灯塔在海边。');
  await palette.button.click();
  // Case and accents are folded; the last word may be a beginning.
  await palette.box.pressSequentially('cafe SAM');
  await expect(palette.messages).toHaveCount(1);
  await expect(palette.messages.locator('mark')).toHaveText(['Café', 'samovar']);
  await expect(palette.said).toHaveText('1 chat by title, 1 message');
  // The chat that has it in its title comes first.
  await palette.box.press('ArrowDown');
  await palette.box.press('Enter');
  await expect.poll(() => window.openChatId()).toBe(told);
  await expect(window.turnWith('samovar')).toBeInViewport();
  await expect.poll(() => markedWords(window.page, 'foundHere')).toEqual(['Café', 'samovar']);

  await palette.openByKey();
  await palette.box.fill('灯塔');
  await expect(palette.messages.filter({ hasText: '灯塔在海边' }).first()).toBeVisible();
  // What other searches take as a language is a word here.
  await palette.box.fill('samovar OR NEAR -x "*');
  await expect(palette.dialog).toContainText('Nothing has');
  await palette.box.press('Escape');
  await expect(palette.dialog).toBeHidden();
});

test('brings more of what one chat has, by its keys, in the place of the line that says so', async ({ window }) => {
  const palette = new Palette(window.page);
  await window.configure({ 'Maximum reply': '1' });
  const said = ['one', 'two', 'three', 'four', 'five', 'six'].map((number) => `A gondola, number ${number}.`);
  for (const text of said) await window.ask(text);
  await palette.openByKey();
  await palette.box.fill('gondola');
  await expect(palette.messages).toHaveCount(3);
  await expect(palette.rest).toHaveText('Show more (3 further in this chat)');
  await palette.box.press('ArrowUp');
  await expect(palette.rest).toHaveAttribute('aria-selected', 'true');
  await palette.box.press('Enter');
  await expect(palette.messages).toHaveCount(6);
  await expect(palette.rest).toHaveCount(0);
  await expect(palette.box).toBeFocused();
  // The first of those that came is meant next.
  await expect(palette.messages.nth(3)).toHaveAttribute('aria-selected', 'true');
  await palette.messages.last().click();
  await expect(palette.dialog).toBeHidden();
  await expect.poll(() => markedWords(window.page, 'foundHere')).toEqual(['gondola']);
});

test('says whether the model still sees what was found, and leads to another branch', async ({ window }) => {
  const palette = new Palette(window.page);
  const branches = new BranchesOnPage(window.page);
  await window.ask('The gardener’s name is Quillon.');
  await window.ask('Hello!');
  await branches.edit('The gardener’s name is Quillon.', 'The gardener’s name is Zephyrine.');
  await answerAfter(window, () => branches.box.press('Enter'));
  await palette.openByKey();
  await palette.box.fill('Zephyrine');
  await expect(palette.messages.filter({ hasText: 'Zephyrine' }).first()).toContainText('seen by the model');
  await palette.box.fill('Quillon');
  const other = palette.messages.filter({ hasText: 'name is Quillon' }).first();
  await expect(other).toContainText('on another branch');
  await other.click();
  await expect(window.turnWith('Quillon')).toBeInViewport();
  await expect(window.turnWith('Zephyrine')).toHaveCount(0);
  await expect.poll(() => markedWords(window.page, 'foundHere')).toContain('Quillon');
});

test('leaves Enter and the arrows to what is being composed', async ({ window }) => {
  const palette = new Palette(window.page);
  await window.ask('A word about a lantern.');
  await palette.openByKey();
  await palette.box.fill('lantern');
  await expect(palette.entries.first()).toBeVisible();
  await palette.box.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await expect(palette.dialog).toBeVisible();
  await palette.box.press('Escape');
});

test('opens by Enter what is found for the words it was pressed behind, and nothing for others', async ({ window }) => {
  const palette = new Palette(window.page);
  await window.ask('A word about a lighthouse keeper.');
  const told = await window.openChatId();
  await window.startNewChat();
  await palette.openByKey();
  await palette.typeAtOnce(['lighthouse', 'Enter', 'lighthouse keeper']);
  await expect(palette.messages.locator('mark').first()).toHaveText('lighthouse');
  await expect(palette.messages.locator('mark').nth(1)).toHaveText('keeper');
  await expect(palette.dialog).toBeVisible();
  await palette.typeAtOnce(['lighthouse', 'Enter']);
  await expect(palette.dialog).toBeHidden();
  await expect.poll(() => window.openChatId()).toBe(told);
});
