import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { CurrentStatsigUser, DynamicConfig, FeatureGate, LogEvent } from 'statsig-nodekit/nestjs';

/** The basket, over a socket. Its messages have the user of the socket's handshake. */
@WebSocketGateway()
export class BasketGateway {
  @SubscribeMessage('add')
  @LogEvent('added_to_basket', { metadata: ({ args: [item] }) => ({ item: String(item) }) })
  add(
    @MessageBody() item: string,
    @CurrentStatsigUser('userID') userID: string,
    @DynamicConfig('limits', 'items', 10) mostItems: number,
  ): object {
    return { event: 'added', data: { item, userID, mostItems } };
  }

  /** Refused by an exception of sockets for whom the gate keeps out. */
  @SubscribeMessage('pay')
  @FeatureGate('new_checkout')
  pay(): object {
    return { event: 'paid', data: {} };
  }
}
