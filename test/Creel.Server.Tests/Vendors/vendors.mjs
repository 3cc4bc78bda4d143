// The senders' own libraries behind lines of JSON, a question and an answer each: one process for all that the tests ask of them.
import { createHmac, createPrivateKey, sign as signed } from "node:crypto";
import https from "node:https";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { CloudEvent, HTTP } from "cloudevents";
import { verifyKey } from "discord-interactions";
import { sign as signForGitHub, verify as verifyFromGitHub } from "@octokit/webhooks-methods";
import hubspot from "@hubspot/api-client/lib/src/utils/signature.js";
import linear from "@linear/sdk/webhooks";
import sendgrid from "@sendgrid/eventwebhook";
import "@shopify/shopify-api/adapters/node";
import { LATEST_API_VERSION, ShopifyHeader, shopifyApi } from "@shopify/shopify-api";
import slack from "@slack/bolt/dist/receivers/verify-request.js";
import SnsValidator from "sns-validator";
import standardwebhooks from "standardwebhooks";
import Stripe from "stripe";
import svix from "svix";
import twilio from "twilio/lib/webhooks/webhooks.js";

// Answers alone go to the standard output.
const answer = (value) => process.stdout.write(JSON.stringify(value) + "\n");
console.log = console.info = console.debug = console.error;

const seconds = (now) => String(Math.floor(now / 1000));
const hmac = (secret, text, encoding) => createHmac("sha256", secret).update(text).digest(encoding);

// Standard Webhooks, under the names of its headers.
const standard = (Webhook, prefix) => ({
  sign: ({ secret, header, now, body }) => ({
    [`${prefix}-timestamp`]: seconds(now),
    [`${prefix}-signature`]: new Webhook(secret).sign(header(`${prefix}-id`), new Date(now), body),
  }),
  verify: ({ secret, headers, body }) => Boolean(new Webhook(secret).verify(body, headers)),
});

const { SIGNATURE: sendgridSignature, TIMESTAMP: sendgridTimestamp } = sendgrid.EventWebhookHeader;

// A form as frameworks give it to the library: a name that comes twice has a list.
const fields = (form) => {
  const all = {};
  for (const [name, value] of new URLSearchParams(form)) all[name] = name in all ? [all[name], value].flat() : value;
  return all;
};
const isForm = ({ header }) => (header("content-type") ?? "").startsWith("application/x-www-form-urlencoded");

// `sign` gives the headers (and `url`, where that is changed); where a library can only verify, it is done with Node's own
// primitives, and `verify`, which is always the library's, has to agree before anything is sent.
const vendors = {
  "standard-webhooks": standard(standardwebhooks.Webhook, "webhook"),
  svix: standard(svix.Webhook, "svix"),
  github: {
    sign: async ({ secret, body }) => ({ "X-Hub-Signature-256": await signForGitHub(secret, body) }),
    verify: ({ secret, header, body }) => verifyFromGitHub(secret, body, header("x-hub-signature-256")),
  },
  stripe: {
    sign: ({ secret, now, body }) => ({ "Stripe-Signature": Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Number(seconds(now)) }) }),
    verify: ({ secret, header, body }) => Boolean(Stripe.webhooks.constructEvent(body, header("stripe-signature"), secret)),
  },
  twilio: {
    sign: (asked) => {
      const { secret, body } = asked;
      const url = isForm(asked) ? asked.url : `${asked.url}?bodySHA256=${twilio.getExpectedBodyHash(body)}`;
      return { "X-Twilio-Signature": twilio.getExpectedTwilioSignature(secret, url, isForm(asked) ? fields(body) : {}), url };
    },
    verify: (asked) => {
      const { secret, header, url, body } = asked;
      const signature = header("x-twilio-signature");
      return isForm(asked) ? twilio.validateRequest(secret, signature, url, fields(body)) : twilio.validateRequestWithBody(secret, signature, url, body);
    },
  },
  slack: {
    sign: ({ secret, now, body }) => ({
      "X-Slack-Request-Timestamp": seconds(now),
      "X-Slack-Signature": `v0=${hmac(secret, `v0:${seconds(now)}:${body}`, "hex")}`,
    }),
    verify: ({ secret, headers, header, body }) => {
      slack.verifySlackRequest({ signingSecret: secret, body, headers: { ...headers, "x-slack-request-timestamp": Number(header("x-slack-request-timestamp")) } });
      return true;
    },
  },
  sendgrid: {
    sign: ({ signingKey, now, body }) => ({
      [sendgridTimestamp()]: seconds(now),
      [sendgridSignature()]: signed("sha256", Buffer.from(seconds(now) + body), { key: Buffer.from(signingKey, "base64"), format: "der", type: "pkcs8" }).toString("base64"),
    }),
    verify: ({ secret, header, body }) => {
      const library = new sendgrid.EventWebhook();
      return library.verifySignature(library.convertPublicKeyToECDSA(secret), body, header(sendgridSignature()), header(sendgridTimestamp()));
    },
  },
  hubspot: {
    sign: ({ secret, method, url, now, body }) => ({
      "X-HubSpot-Request-Timestamp": String(now),
      "X-HubSpot-Signature-v3": hubspot.Signature.getSignature(method, "v3", { clientSecret: secret, url, requestBody: body, timestamp: now }),
    }),
    verify: ({ secret, method, url, header, body }) => hubspot.Signature.isValid({
      signatureVersion: "v3", signature: header("x-hubspot-signature-v3"), clientSecret: secret, method, url, requestBody: body,
      timestamp: Number(header("x-hubspot-request-timestamp")),
    }),
  },
  discord: {
    sign: ({ signingKey, now, body }) => {
      // PKCS #8 of an Ed25519 seed (RFC 8410).
      const key = createPrivateKey({ key: Buffer.from("302e020100300506032b657004220420" + signingKey, "hex"), format: "der", type: "pkcs8" });
      return { "X-Signature-Timestamp": seconds(now), "X-Signature-Ed25519": signed(null, Buffer.from(seconds(now) + body), key).toString("hex") };
    },
    verify: ({ secret, header, body }) => verifyKey(body, header("x-signature-ed25519"), header("x-signature-timestamp"), secret),
  },
  linear: {
    sign: ({ secret, body }) => ({ [linear.LINEAR_WEBHOOK_SIGNATURE_HEADER]: hmac(secret, body, "hex") }),
    verify: ({ secret, header, body }) =>
      new linear.LinearWebhookClient(secret).verify(Buffer.from(body), header("linear-signature"), JSON.parse(body)[linear.LINEAR_WEBHOOK_TS_FIELD]),
  },
  shopify: {
    sign: ({ secret, body }) => ({ [ShopifyHeader.Hmac]: hmac(secret, body, "base64") }),
    verify: async ({ secret, method, url, headers, body }) => {
      const app = shopifyApi({
        apiKey: "made-up", apiSecretKey: secret, apiVersion: LATEST_API_VERSION, hostName: "creel.example.net", isEmbeddedApp: false, logger: { log: () => {} },
      });
      return (await app.webhooks.validate({ rawBody: body, rawRequest: { method, url, headers } })).valid;
    },
  },
};

// A library's way to say no is to say so, or to throw.
const says = async (verify) => {
  try {
    return { good: (await verify()) === true };
  } catch (e) {
    return { good: false, why: String(e.message ?? e) };
  }
};

const lowered = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const context = (asked) => {
  const headers = lowered(asked.headers ?? {});
  return { ...asked, body: Buffer.from(asked.body, "base64").toString("utf8"), headers, header: (name) => headers[name.toLowerCase()] };
};

const questions = {
  vendors: () => Object.keys(vendors),
  sign: async (asked) => {
    const vendor = vendors[asked.vendor];
    const { url = asked.url, ...headers } = await vendor.sign(context(asked));
    return { url, headers, ...(await says(() => vendor.verify(context({ ...asked, url, headers: { ...asked.headers, ...headers } })))) };
  },
  verify: (asked) => says(() => vendors[asked.vendor].verify(context(asked))),
  // The certificate is given instead of fetched.
  sns: ({ certificate, body }) => {
    https.get = (_, take) => {
      const got = Object.assign(new PassThrough(), { statusCode: 200 });
      take(got);
      got.end(certificate);
      return got;
    };
    return says(() => new Promise((resolve, reject) => new SnsValidator().validate(Buffer.from(body, "base64").toString("utf8"), (e) => (e ? reject(e) : resolve(true)))));
  },
  emit: ({ mode, event }) => {
    const { headers, body } = HTTP[mode](new CloudEvent(event));
    return { headers, body: String(body) };
  },
  read: ({ headers, body }) => [HTTP.toEvent({ headers: lowered(headers), body: Buffer.from(body, "base64").toString("utf8") })].flat().map((event) => event.toJSON()),
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  try {
    answer({ answer: await questions[asked.ask](asked) });
  } catch (e) {
    answer({ error: String(e.stack ?? e) });
  }
}
