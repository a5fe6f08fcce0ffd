/** What was asked last, and whether its answer is here. */
export interface NewestOnly<Question> {
  ask(question: Question): void;
  /** Nothing more is told. */
  close(): void;
}

export interface NewestOnlyOptions<Question, Answer> {
  readonly ask: (question: Question) => Promise<Answer>;
  readonly onAnswer: (answer: Answer, question: Question) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Asks one thing at a time, and of what came meanwhile only the last: who types fast waits for no answers to beginnings of words. The
 * answer to a question that is no longer the newest is not told.
 */
export function openNewestOnly<Question, Answer>(options: NewestOnlyOptions<Question, Answer>): NewestOnly<Question> {
  let waiting: { readonly question: Question } | null = null;
  let isAsking = false;
  let isClosed = false;

  async function run(): Promise<void> {
    isAsking = true;
    while (waiting && !isClosed) {
      const { question } = waiting;
      waiting = null;
      try {
        const answer = await options.ask(question);
        if (!waiting && !isClosed) options.onAnswer(answer, question);
      } catch (error) {
        if (!waiting && !isClosed) options.onError(error);
      }
    }
    isAsking = false;
  }
  return {
    ask: (question) => {
      waiting = { question };
      // Its errors are told by `onError`.
      if (!isAsking) void run();
    },
    close: () => {
      isClosed = true;
    },
  };
}
