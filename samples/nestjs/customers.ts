import { Injectable } from '@nestjs/common';

/** Who has joined the club of the shop. A real shop would ask its database. */
@Injectable()
export class Customers {
  readonly #members = new Set<string>();

  async isMember(userID: string): Promise<boolean> {
    return this.#members.has(userID);
  }

  async join(userID: string): Promise<void> {
    this.#members.add(userID);
  }
}
