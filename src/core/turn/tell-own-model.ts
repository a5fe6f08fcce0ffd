import type { ChatState } from './chat-state.ts';

/** Pages are told whether the chat goes on with the model in use, where that is different from what they were told. */
export function tellOwnModel(chat: ChatState): void {
  if (!chat.isDeleted && chat.ownModel.isOtherThanTold()) {
    chat.broadcast({ type: 'otherModel', otherModel: chat.ownModel.tell() });
  }
}
