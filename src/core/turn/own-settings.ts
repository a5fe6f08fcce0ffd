import type { ChatSettings } from '../../shared/settings.ts';
import type { ChatView } from '../../shared/views.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import { clampedReplyTokens, resolveSettings } from './settings.ts';

/** The settings of one chat: its own, and over which model's defaults they are read. */
export class OwnSettings {
  private own: Partial<ChatSettings>;
  private resolved: { readonly model: ModelHandle | null; readonly settings: ChatSettings } | null = null;

  constructor(own: Partial<ChatSettings>) {
    this.own = own;
  }

  change(own: Partial<ChatSettings>): void {
    this.own = own;
    this.resolved = null;
  }

  /** As they hold with this model. */
  with(model: ModelHandle | null): ChatSettings {
    if (this.resolved?.model !== model || !this.resolved) {
      this.resolved = { model, settings: resolveSettings(this.own, model) };
    }
    return this.resolved.settings;
  }

  view(model: ModelHandle | null): Pick<ChatView, 'settings' | 'defaultSettings' | 'clampedReplyTokens'> {
    const { usedWindowTokens = null } = this.own;
    return {
      settings: this.with(model),
      // What a smaller window leaves of them.
      defaultSettings: { ...resolveSettings({ usedWindowTokens }, model), usedWindowTokens: null },
      clampedReplyTokens: clampedReplyTokens(this.own, model?.windowTokens),
    };
  }
}
