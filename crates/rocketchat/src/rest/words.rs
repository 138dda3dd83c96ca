//! The sentences of `explain`, each with the key under which translations find it.

/// One sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) key: &'static str,
    pub(super) text: &'static str,
}

pub(super) const UNREACHABLE: Words = Words {
    key: "rocketchat-unreachable",
    text: "Rocket.Chat did not answer: is it running, is its address right, and is its \
           certificate one that Gantry trusts?",
};

pub(super) const UNUSABLE: Words = Words {
    key: "rocketchat-unusable",
    text: "The address or the token cannot be used as entered.",
};

pub(super) const ADDRESS_REFUSED: Words = Words {
    key: "rocketchat-address-refused",
    text: "Gantry does not ask this address: it is private, or not https; the setting \
           allow_private_outbound permits both.",
};

pub(super) const TOO_LARGE: Words = Words {
    key: "rocketchat-too-large",
    text: "The answer is larger than any answer of Rocket.Chat should be; is the address right?",
};

pub(super) const NOT_ROCKETCHAT: Words = Words {
    key: "rocketchat-not-rocketchat",
    text: "The answer did not come from Rocket.Chat's REST API: check the address (with its \
           path, without a redirect) and the proxy before it.",
};

pub(super) const UNAVAILABLE: Words = Words {
    key: "rocketchat-unavailable",
    text: "Rocket.Chat, or the proxy before it, is not available at the moment; Gantry tries \
           again by itself.",
};

pub(super) const RATE_LIMITED: Words = Words {
    key: "rocketchat-rate-limited",
    text: "Rocket.Chat limits the rate of calls; Gantry tries again by itself. The permission \
           api-bypass-rate-limit lifts the limit for the service account.",
};

pub(super) const NOT_SIGNED_IN: Words = Words {
    key: "rocketchat-not-signed-in",
    text: "Rocket.Chat does not accept the service account's token: it was revoked, belongs to \
           another user id, or the account is deactivated. Make a new personal access token.",
};

pub(super) const TWO_FACTOR: Words = Words {
    key: "rocketchat-two-factor",
    text: "Rocket.Chat asks for a second factor: make a personal access token with \"Ignore Two \
           Factor Authentication\" for the service account.",
};

pub(super) const NOT_PERMITTED: Words = Words {
    key: "rocketchat-not-permitted",
    text: "The service account may not do this in Rocket.Chat: give its role the permission.",
};

pub(super) const REFUSED: Words = Words {
    key: "rocketchat-refused",
    text: "Rocket.Chat refused the call.",
};

pub(super) const OTHER_DIALECT: Words = Words {
    key: "rocketchat-other-dialect",
    text: "Rocket.Chat did not understand the call; its version may differ from the one Gantry \
           saw last: check the connection again.",
};

pub(super) const CREATE_TOKEN_SWITCH: Words = Words {
    key: "rocketchat-create-token-switch",
    text: "Rocket.Chat before 8.0 issues sign-in tokens only if its server runs with the \
           environment variable CREATE_TOKENS_FOR_USERS=true and the service account has the \
           permission user-generate-access-token.",
};

pub(super) const CREATE_TOKEN_SECRET: Words = Words {
    key: "rocketchat-create-token-secret",
    text: "Rocket.Chat refused to issue a sign-in token: either the secret stored here is not \
           the one in its server's environment variable CREATE_TOKENS_FOR_USERS_SECRET, or the \
           service account lacks the permission user-generate-access-token.",
};

pub(super) const LICENCE: Words = Words {
    key: "rocketchat-oauth-licence",
    text: "From Rocket.Chat 9.0 custom OAuth needs a licence that includes the module \
           oauth-enterprise; no permission will help. Without a licence use iframe sign-in.",
};

pub(super) const PRIVATE_ROOM: Words = Words {
    key: "rocketchat-private-room-permission",
    text: "The service account cannot manage this private room: give its role the permission \
           add-user-to-any-p-room, which no role has by default (not even admin), or make the \
           account a member of the room.",
};

pub(super) const ROOM_GONE: Words = Words {
    key: "rocketchat-room-gone",
    text: "Rocket.Chat has no such room, or it is private and the service account is not in it.",
};

pub(super) const ACCOUNT_CONFLICT: Words = Words {
    key: "rocketchat-account-conflict",
    text: "The user name or the address belongs to another account in Rocket.Chat; link that \
           account to this person, or change one of the two.",
};

pub(super) const ACCOUNT_GONE: Words = Words {
    key: "rocketchat-account-gone",
    text: "Rocket.Chat has no account with this id any more.",
};

pub(super) const NAME_REFUSED: Words = Words {
    key: "rocketchat-name-refused",
    text: "Rocket.Chat does not allow this user name (see its setting \
           UTF8_User_Names_Validation).",
};

pub(super) const DOMAIN_REFUSED: Words = Words {
    key: "rocketchat-domain-refused",
    text: "Rocket.Chat does not allow addresses of this domain (see its settings \
           Accounts_AllowedDomainsList and Accounts_BlockedDomainsList).",
};

pub(super) const LAST_OWNER: Words = Words {
    key: "rocketchat-last-owner",
    text: "This person is the only owner of rooms in Rocket.Chat; name other owners, or allow \
           that ownership is given up.",
};

pub(super) const LAST_ADMIN: Words = Words {
    key: "rocketchat-last-admin",
    text: "Rocket.Chat does not let its last administrator be deactivated, or the service \
           account lacks the permission edit-other-user-active-status.",
};

pub(super) const FEDERATED: Words = Words {
    key: "rocketchat-federated",
    text: "The account comes from a federated server and cannot be changed here.",
};
