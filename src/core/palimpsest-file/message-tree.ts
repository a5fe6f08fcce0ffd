/**
 * The messages of a chat as far as they are known, by their numbers, which begin at 1: where each hangs, and whether one stands on the
 * way to another. A step goes to the parent, or jumps to one further up, so that a way of n messages is looked at in log n steps.
 */
export class MessageTree {
  private readonly parents: number[] = [0];
  private readonly jumps: number[] = [0];
  private readonly depths: number[] = [0];
  private readonly areUsers: boolean[] = [false];

  get count(): number {
    return this.parents.length - 1;
  }

  /** The next message; 0 is the parent of a first one. Returns its number. */
  add(parent: number, isUser: boolean): number {
    const jump = this.jumpOf(parent);
    const further = this.jumpOf(jump);
    const isEven = this.depthOf(parent) - this.depthOf(jump) === this.depthOf(jump) - this.depthOf(further);
    this.jumps.push(isEven ? further : parent);
    this.depths.push(this.depthOf(parent) + 1);
    this.areUsers.push(isUser);
    return this.parents.push(parent) - 1;
  }

  has(message: number): boolean {
    return message >= 1 && message <= this.count;
  }

  isUser(message: number): boolean {
    return this.areUsers[message] ?? false;
  }

  /** Whether this is a user's message that stands on the way to another, or is it. */
  isTurnOf(turn: number, message: number): boolean {
    if (!this.has(turn) || !this.isUser(turn)) return false;
    const depth = this.depthOf(turn);
    let at = message;
    while (this.depthOf(at) > depth) {
      const jump = this.jumpOf(at);
      at = this.depthOf(jump) >= depth ? jump : (this.parents[at] as number);
    }
    return at === turn;
  }

  private depthOf(message: number): number {
    return this.depths[message] as number;
  }

  private jumpOf(message: number): number {
    return this.jumps[message] as number;
  }
}
