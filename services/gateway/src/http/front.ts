/**
 * Where requests come in. Chat completions go straight to their handler: they are nearly all that comes, and the way through Express
 * takes a tenth of what a call costs here. Everything else goes to the routes of Express.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import {
  checkDraining,
  inRequestSpan,
  keyCheck,
  nameRequest,
  type RequestCounts,
  refusal,
  requestCounts,
} from '@recto/service-kit';
import { chatPath, createGatewayApp, type GatewayAppOptions } from './app.ts';
import { type AnswerChat, chatCompletions } from './chat-completions.ts';

export function createFront(options: GatewayAppOptions): RequestListener {
  const parts = { answerChat: chatCompletions(options), counts: requestCounts(options.metrics) };
  const app = createGatewayApp(options, parts);
  const chat = chatDoor(options, parts);
  return (req, res) => {
    if (req.method === 'POST' && req.url === chatPath) chat(req, res);
    else app(req, res);
  };
}

/** The same steps as before every route (app.ts), in the same order. */
function chatDoor(
  { apiKeys, lifecycle, logger }: GatewayAppOptions,
  { answerChat, counts }: { answerChat: AnswerChat; counts: RequestCounts },
): RequestListener {
  const checkKey = keyCheck(apiKeys);
  const refuse = refusal('openai', logger);
  const routeOf = () => chatPath;
  const answered = async (req: IncomingMessage, res: ServerResponse, requestId: string) => {
    checkKey(req, res);
    checkDraining(lifecycle, res);
    await answerChat(req, res, requestId);
  };
  return (req, res) => {
    const requestId = nameRequest(req, res);
    inRequestSpan({ req, res, requestId, routeOf }, () => {
      counts(req, res, routeOf);
      answered(req, res, requestId).catch((thrown: unknown) => refuse(thrown, req, res, requestId));
    });
  };
}
