/** Chance leads the model astray: it hardly ever finds an end, so that there is time to look at an answer under way. */
export const endless = { Greedy: false, Temperature: '10', 'Top-k': '0', Seed: '7', 'Maximum reply, in tokens': '256' };
