/**
 * Every bound of the protocol, with its unit last and its reason. `docs/limits.md` lists the same
 * names and figures; a test keeps the two equal.
 */

/** One entry, whole: a phone can check and decrypt it without a noticeable pause. */
export const entryBytesMax = 1_048_576;
/** Parts that one large value may be split over: 64 MiB, the size of a whole feed. */
export const entryPartsMax = 64;
/** Explicit parents of one entry: one for every feed that a large group writes at once. */
export const entryParentsMax = 255;
/** Entries of one feed: keeps the list of its links under 2 MiB. */
export const feedEntriesMax = 65_536;
/** All entries of one feed together: what one hostile member can make others store. */
export const feedBytesMax = 67_108_864;
/** A feed's signatures are verified at its newest entry and at every 64th. */
export const signatureStride = 64;
/** Instances of one device in an epoch: tabs open at once, plus those retired after lost writes. */
export const deviceInstancesMax = 32;
/** Devices of one member. */
export const memberDevicesMax = 8;
/** Members of a group: bounds the roster and what an admission can cost. */
export const groupMembersMax = 1_024;
/** A handle, in UTF-8. */
export const handleBytesMax = 64;
/** Relays that one group lists. */
export const groupRelaysMax = 8;
/** A relay's address. */
export const relayAddressBytesMax = 512;
/** A charter, encoded: 1,024 members with one device each, or 800 with two. */
export const charterBytesMax = 2_097_152;
/** A ledger update that a link hands to the guard: one feed at its limit, with its framing. */
export const updateBytesMax = 67_371_008;
/** Feeds that one update may speak of: every instance of every device of a large group. */
export const updateFeedsMax = 32_768;
/** Updates of feeds that nobody has admitted yet are kept until this many bytes. */
export const waitingRoomBytesMax = 1_048_576;
/** Nested values inside one document update (maps in lists in maps). */
export const valueDepthMax = 32;
/** Keys older than this are changed by a steward's device: a year. */
export const keysAgeSecondsMax = 31_536_000;
/** Local edits of a document are gathered for this long, then written as one entry. */
export const batchMs = 300;
/** Uses of one invite. */
export const inviteUsesMax = 100;
/** An invite link as text. */
export const inviteLinkCharsMax = 4_096;
/** A knock as it travels: keys, handle and proof. */
export const knockBytesMax = 4_096;
/** Secrets of past epochs that one welcome brings: weekly new keys for five years. */
export const welcomeSecretsMax = 256;
/** A welcome as it travels: two charters at their limit, the secrets, the seal. */
export const welcomeBytesMax = 4_259_840;
/** What a newcomer who is turned away, or who is declined, is told in words, in UTF-8. */
export const reasonBytesMax = 200;
/** A charter sealed for its epoch: with its parents' secrets, padding, nonce and tag. */
export const sealedCharterBytesMax = 2_162_728;
/** Open knocks that one device shows at once; more than that is a flood. */
export const openKnocksMax = 64;
/** Memory of the slow words: a link thief must pay it for every key that is tried. */
export const wordsMemoryKib = 65_536;
/** Passes of the slow words. */
export const wordsPasses = 3;
/** One message between two peers, reassembled: an update with its framing. */
export const messageBytesMax = 67_375_104;
/** One piece of a message on a WebRTC data channel: every browser carries it. */
export const pieceBytesMax = 16_384;
/** Bytes that may wait in a data channel before the sender pauses. */
export const channelBufferedBytesMax = 1_048_576;
/** Peers compare heads this often, so that nothing lost on the way stays lost. */
export const headsIntervalMs = 20_000;
/** Provably forged material after which a peer is dropped. */
export const forgeriesMax = 3;
/** One signalling message, as text: a sealed offer with its candidates, or a welcome's piece. */
export const signallingBytesMax = 65_536;
/** Topics that one signalling connection may subscribe to. */
export const signallingTopicsMax = 64;
/** The proof of a device that a peer greets with. */
export const proofBytesMax = 512;
/** Signed presence, as a peer passes it on. */
export const presenceBytesMax = 256;
/** A state vector: every feed of a large group, ten bytes and a half each. */
export const vectorBytesMax = 344_064;
/** Feeds that a pushed update may name with their new heights; more is for the other to ask for. */
export const pushedVectorBytesMax = 2_048;
/** Other peers that an update names as having it: more are not connected at once. */
export const peerTagsMax = 64;
/** Links of one feed in one answer (128 KiB), when two peers look for where branches part. */
export const linksAnswerMax = 4_096;
/** A message that is not an update: heads of every feed of a large group. */
export const controlMessageBytesMax = 4_194_304;
/** Updates sent to a peer that it has not yet judged: more would fill its memory. */
export const unsettledBytesMax = 8_388_608;
/** What a peer that has proven nothing may send: a few admissions that are not known yet. */
export const unprovenBytesMax = 1_048_576;
/** A peer that has proven nothing for this long is let go. */
export const unprovenMs = 30_000;
/** Malformed messages after which a peer is dropped: an honest one sends none. */
export const malformedMax = 3;
/** A dropped peer is not connected to again for this long. */
export const dropMs = 600_000;
/** A peer from which nothing is heard for this long is let go; it would have spoken twice. */
export const silenceMs = 45_000;
/** Bytes of no use that a peer may send at once: one whole feed that was held already. */
export const uselessBytesMax = 83_886_080;
/** Bytes of no use that a peer may send in the long run. */
export const uselessBytesPerSecond = 1_048_576;
/** After a store refused an own entry, it is tried again this often. */
export const storeRetryMs = 5_000;
/** A newcomer's knock is left again this often, until it is answered. */
export const knockIntervalMs = 5_000;
/** Heads that were verified are noted this long after they changed. */
export const vouchingMs = 5_000;
/** The same knock is answered at most this often, however often it is heard. */
export const answerPauseMs = 2_000;
/** Groups and open knocks on one device: what one byte can count. */
export const vaultRecordsMax = 255;
/** Secrets of one group in a vault; those of other old epochs are found again in the successions. */
export const vaultSecretsMax = 256;
/** Memory of a passphrase's hash, at least: who guesses must pay it for every guess. */
export const vaultMemoryKibMin = 65_536;
/** Memory of a passphrase's hash, at most: a vault's file cannot ask a phone for a gigabyte. */
export const vaultMemoryKibMax = 262_144;
/** Passes of a passphrase's hash, at least. */
export const vaultPassesMin = 3;
/** Memory times passes of a passphrase's hash, at most: seconds, never minutes, whoever wrote it. */
export const vaultWorkKibMax = 2_097_152;
/** A passphrase's hash takes at least this long on the device where it was set. */
export const vaultHashMs = 300;
/** A new passphrase, in characters: even of digits alone, ten are a hundred times the work of eight. */
export const passphraseCharactersMin = 10;
/** A passphrase in UTF-8: nobody types more, and more would only cost time. */
export const passphraseBytesMax = 1_024;
/** The pause after the first wrong passphrase; it doubles with each. */
export const passphrasePauseMs = 1_000;
/** The longest such pause: a stranger's tries must not keep the owner out for long. */
export const passphrasePauseMsMax = 60_000;
/** A connected peer that says to hold what it has not sent for this long is told of. */
export const withheldAfterMs = 60_000;
/** Sending other entries meanwhile excuses it no longer than this. */
export const withheldAtLastMs = 600_000;
/** Updates on branches that do not stand, kept in memory so that they can be written again. */
export const droppedBytesMax = 16_777_216;
