// A member of a KI with a client of another make: matrix-js-sdk with its Rust crypto, driven by lines of JSON.
// In: {"id", "do", ...arguments}. Out: {"id", "result"} or {"id", "error"}.

import { createInterface } from "node:readline";
import { ClientEvent, createClient, Preset, SyncState } from "matrix-js-sdk";
import {
  AllDevicesIsolationMode,
  decodeRecoveryKey,
  OnlySignedDevicesIsolationMode,
  VerificationPhase,
  VerificationRequestEvent,
  VerifierEvent,
} from "matrix-js-sdk/lib/crypto-api/index.js";

// Only answers go to the standard output.
for (const name of ["trace", "debug", "info", "log", "warn"]) console[name] = () => {};

let client;
let storageKey;
let verification;

const commands = {
  // Logs in as a new device, with a cross-signing identity of its own, or with that in the account's secret storage.
  async login({ homeserver, user, password, recovery_key }) {
    const response = await createClient({ baseUrl: homeserver }).loginRequest({
      type: "m.login.password",
      identifier: { type: "m.id.user", user },
      password,
    });
    client = createClient({
      baseUrl: homeserver,
      userId: response.user_id,
      deviceId: response.device_id,
      accessToken: response.access_token,
      cryptoCallbacks: {
        getSecretStorageKey: async ({ keys }) => [Object.keys(keys)[0], storageKey],
        cacheSecretStorageKey: (_, __, key) => (storageKey = key),
      },
    });
    await client.initRustCrypto({ useIndexedDB: false });
    const prepared = new Promise((done) => {
      client.on(ClientEvent.Sync, (state) => state === SyncState.Prepared && done());
    });
    await client.startClient();
    await prepared;
    storageKey = recovery_key ? decodeRecoveryKey(recovery_key) : undefined;
    await client.getCrypto().userHasCrossSigningKeys(user, true);
    await client.getCrypto().bootstrapCrossSigning({
      authUploadDeviceSigningKeys: (request) =>
        request({ type: "m.login.password", identifier: { type: "m.id.user", user }, password }),
    });
    return { user_id: response.user_id, device_id: response.device_id };
  },

  // The recovery key of a new secret storage with the identity's keys.
  async make_storage({ passphrase }) {
    const key = await client.getCrypto().createRecoveryKeyFromPassphrase(passphrase);
    await client.getCrypto().bootstrapSecretStorage({ createSecretStorageKey: async () => key });
    return key.encodedPrivateKey;
  },

  async storage_is_complete() {
    return await client.getCrypto().isSecretStorageReady();
  },

  // Keys only for cross-signed devices, and nothing is shown that others wrote.
  exclude_insecure({ on }) {
    const mode = on ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false);
    client.getCrypto().setDeviceIsolationMode(mode);
  },

  async open_room({ invite, direct, preset = Preset.TrustedPrivateChat }) {
    const encryption = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
    const options = { invite, is_direct: direct, preset, initial_state: [encryption] };
    return (await client.createRoom(options)).room_id;
  },

  async join({ room }) {
    await client.joinRoom(room);
  },

  async kick({ room, user }) {
    await client.kick(room, user);
  },

  joined({ room }) {
    return (client.getRoom(room)?.getJoinedMembers() ?? []).map((member) => member.userId);
  },

  async say({ room, text }) {
    return (await client.sendTextMessage(room, text)).event_id;
  },

  // What a person sees of the messages of somebody: text, the message replied to, and the shield beside it.
  async seen({ room, by }) {
    const events = client.getRoom(room)?.getLiveTimeline().getEvents() ?? [];
    const messages = events.filter((event) => event.getSender() === by && !event.isState());
    return await Promise.all(messages.map(shown));
  },

  async device({ user, device }) {
    await client.getCrypto().getUserDeviceInfo([user], true);
    const status = await client.getCrypto().getDeviceVerificationStatus(user, device);
    return status && { signed_by_owner: status.signedByOwner, verified: status.isVerified() };
  },

  // Asks for a verification by emoji, and starts it as soon as the other side is ready; in a room if there is one.
  async verify({ user, device, room }) {
    const crypto = client.getCrypto();
    await crypto.getUserDeviceInfo([user], true);
    verification = { state: "asked", emoji: null };
    const ours = verification;
    const request = room
      ? await crypto.requestVerificationDM(user, room)
      : await crypto.requestDeviceVerification(user, device);
    let started = false;
    const follow = async () => {
      if (request.phase === VerificationPhase.Cancelled) ours.state = `cancelled: ${request.cancellationCode}`;
      if (request.phase === VerificationPhase.Done) ours.state = "done";
      if (request.phase !== VerificationPhase.Ready || started) return;
      started = true;
      const verifier = await request.startVerification("m.sas.v1");
      verifier.on(VerifierEvent.ShowSas, (sas) => {
        ours.emoji = sas.sas.emoji.map(([emoji]) => emoji);
        ours.sas = sas;
      });
      verifier.verify().catch((error) => (ours.error = String(error)));
    };
    request.on(VerificationRequestEvent.Change, follow);
    await follow();
  },

  verification() {
    return { state: verification.state, emoji: verification.emoji, error: verification.error ?? null };
  },

  async compared({ same }) {
    await (same ? verification.sas.confirm() : verification.sas.mismatch());
  },

  async user({ user }) {
    const status = await client.getCrypto().getUserVerificationStatus(user);
    return { verified: status.isCrossSigningVerified() };
  },
};

async function shown(event) {
  const information = await client.getCrypto().getEncryptionInfoForEvent(event);
  const content = event.getContent();
  return {
    event_id: event.getId(),
    type: event.getType(),
    body: content.body ?? "",
    reply_to: event.getWireContent()["m.relates_to"]?.["m.in_reply_to"]?.event_id ?? null,
    readable: !event.isDecryptionFailure() && event.getType() !== "m.room.encrypted",
    shield: information?.shieldReason ?? null,
    shield_colour: information?.shieldColour ?? null,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: command, ...rest } = JSON.parse(line);
  Promise.resolve()
    .then(() => commands[command](rest))
    .then((result) => ({ id, result: result ?? null }), (error) => ({ id, error: String(error?.stack ?? error) }))
    .then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
}
client?.stopClient();
process.exit(0);
