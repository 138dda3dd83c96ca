//! Rows with everything filled in that a test does not care about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use gantry_core::access::Entry;
use gantry_core::authorization::{AccessToken, Asked, AuthorizationRequest, Code, Requested};
use gantry_core::claims_request::ClaimsRequest;
use gantry_core::client::{Client, ClientSettings, ResponseMode, ResponseType};
use gantry_core::correlation::Correlation;
use gantry_core::group::Group;
use gantry_core::methods::Methods;
use gantry_core::profile::Profile;
use gantry_core::refresh_family::RefreshFamily;
use gantry_core::scope::ScopeSet;
use gantry_core::session::Session;
use gantry_core::user::User;
use gantry_core::{Digest, Id, Seconds, Timestamp};
use gantry_store::sessions::SessionLimits;
use gantry_store::{Store, access_tokens, clients, codes, refresh_tokens, sessions, users};

use crate::support::written;

/// The moment at which every test happens.
pub(crate) const NOW: Timestamp = Timestamp::from_i64(1_700_000_000);

/// The end of what was just issued.
pub(crate) const LATER: Timestamp = NOW.plus(Seconds::minutes(10));

/// Limits that a session of [`session`] keeps.
pub(crate) const LIMITS: SessionLimits = SessionLimits {
    created_after: NOW.minus(Seconds::days(1)),
    seen_after: NOW.minus(Seconds::hours(1)),
};

/// A new id, greater than every earlier one.
pub(crate) fn id<K>() -> Id<K> {
    static MILLIS: AtomicU64 = AtomicU64::new(1_700_000_000_000);
    Id::from_parts(MILLIS.fetch_add(1, Ordering::SeqCst), &[7; 10])
}

/// The digest of some secret.
pub(crate) fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

pub(crate) fn scopes(text: &str) -> ScopeSet {
    ScopeSet::parse_known(text)
}

pub(crate) fn user(name: &str) -> User {
    User {
        id: id(),
        subject: format!("subject-of-{name}").parse().unwrap(),
        username: name.parse().unwrap(),
        email: Some(format!("{name}@example.org").parse().unwrap()),
        email_verified: true,
        name: format!("Full {name}").parse().unwrap(),
        profile: Profile {
            nickname: Some("Zoë".to_owned()),
            ..Profile::default()
        },
        attributes: BTreeMap::new(),
        role: None,
        factor_demanded: false,
        disabled: false,
        language: Some("de".to_owned()),
        created_at: NOW,
        updated_at: NOW,
        signed_in_at: None,
    }
}

pub(crate) fn group(name: &str) -> Group {
    Group {
        id: id(),
        name: name.parse().unwrap(),
        parent_id: None,
        factor_demanded: false,
        created_at: NOW,
    }
}

pub(crate) fn client(slug: &str) -> Client {
    Client {
        id: id(),
        client_id: format!("id-of-{slug}").parse().unwrap(),
        slug: slug.parse().unwrap(),
        name: format!("The {slug}"),
        disabled: false,
        settings: ClientSettings::default(),
        created_at: NOW,
    }
}

pub(crate) fn session(user: &User) -> Session {
    Session {
        id: id(),
        user_id: user.id,
        authenticated_at: NOW,
        created_at: NOW,
        last_seen_at: NOW,
        methods: Methods::default(),
        factor_at: None,
        address: "192.0.2.7".to_owned(),
        device: "Firefox, Linux".to_owned(),
    }
}

pub(crate) fn request(client: &Client) -> AuthorizationRequest {
    AuthorizationRequest {
        id: id(),
        client_id: client.id,
        browser: digest("browser"),
        correlation: Correlation::from_i64(7),
        asked: Asked {
            redirect_uri: "https://chat.example.org/_oauth/gantry".to_owned(),
            scopes: scopes("openid email"),
            state: Some("s".to_owned()),
            nonce: None,
            code_challenge: None,
            prompt_login: false,
            prompt_consent: true,
            prompt_none: false,
            max_age: Some(Seconds::minutes(5)),
            login_hint: None,
            ui_locales: None,
            response_type: ResponseType::Code,
            response_mode: ResponseMode::Query,
            prompt_select_account: false,
            prompt_create: false,
            subject_hint: None,
            requested: Requested::default(),
            pushed: None,
        },
        session_id: None,
        consented: false,
        created_at: NOW,
        expires_at: LATER,
    }
}

/// A person in a browser, at a client, with one of everything issued.
pub(crate) struct SignedIn {
    pub(crate) user: User,
    pub(crate) client: Client,
    pub(crate) session: Session,
    pub(crate) code: Code,
    pub(crate) token: AccessToken,
    pub(crate) family: RefreshFamily,
    pub(crate) refresh: gantry_core::refresh_family::RefreshTokenId,
}

impl SignedIn {
    /// Everything in memory only.
    pub(crate) fn new(name: &str) -> Self {
        let user = user(name);
        let client = client(name);
        let session = session(&user);
        let code = code(&session, &client);
        Self {
            token: access_token(&user, &client),
            // A family bears the id of its code.
            family: RefreshFamily {
                id: Id::from_uuid(code.id.as_uuid()),
                ..family(&session, &client)
            },
            code,
            refresh: id(),
            user,
            client,
            session,
        }
    }

    /// Everything stored; access token and family end with the session.
    pub(crate) async fn store(store: &Store, name: &str) -> Self {
        let this = Self::new(name);
        let Self {
            user,
            client,
            session,
            code,
            token,
            family,
            refresh,
        } = &this;
        assert!(written!(store, [user], tx => users::insert(tx, user, None)));
        assert!(written!(store, [client], tx => clients::insert(tx, client)));
        written!(store, [session], tx => sessions::insert(tx, session, digest("session")));
        written!(store, [code], tx => codes::insert(tx, code, digest("code")));
        written!(store, [family], tx => refresh_tokens::insert_family(tx, family, LATER));
        let family_id = family.id;
        written!(store, [refresh, family_id], tx =>
            refresh_tokens::insert(tx, *refresh, digest("refresh"), *family_id, LATER));
        let origin = access_tokens::Origin {
            session_id: Some(session.id),
            authorization: family.id.as_uuid(),
            subject_token: None,
        };
        written!(store, [token, origin], tx =>
            access_tokens::insert(tx, token, digest("token"), *origin));
        this
    }
}

/// Something of each kind.
pub(crate) fn requested() -> Requested {
    Requested {
        claims: ClaimsRequest::parse(r#"{"userinfo":{"name":{"essential":true}}}"#).unwrap(),
        resources: BTreeSet::from(["https://api.example.org".to_owned()]),
        acr_values: vec!["1".to_owned()],
        claims_locales: None,
    }
}

/// Where and when somebody came in.
pub(crate) fn entry() -> Entry {
    Entry {
        at: Some(NOW),
        from: "192.0.2.7".parse().ok(),
    }
}

pub(crate) fn code(session: &Session, client: &Client) -> Code {
    Code {
        id: id(),
        client_id: client.id,
        user_id: session.user_id,
        session_id: session.id,
        methods: Methods::default(),
        entry: entry(),
        authenticated_at: NOW,
        redirect_uri: "https://chat.example.org/_oauth/gantry".to_owned(),
        scopes: scopes("openid profile"),
        nonce: Some("n".to_owned()),
        code_challenge: Some("c".to_owned()),
        requested: requested(),
        correlation: Correlation::from_i64(9),
        expires_at: LATER,
    }
}

pub(crate) fn access_token(user: &User, client: &Client) -> AccessToken {
    AccessToken {
        methods: Methods::default(),
        entry: entry(),
        id: id(),
        client_id: client.id,
        user_id: user.id,
        scopes: scopes("openid email"),
        requested: requested(),
        correlation: Correlation::from_i64(9),
        first_used_at: None,
        expires_at: LATER,
    }
}

pub(crate) fn family(session: &Session, client: &Client) -> RefreshFamily {
    RefreshFamily {
        id: id(),
        client_id: client.id,
        user_id: session.user_id,
        session_id: Some(session.id),
        scopes: scopes("openid"),
        requested: requested(),
        methods: Methods::default(),
        entry: entry(),
        authenticated_at: NOW,
        correlation: Correlation::from_i64(9),
    }
}
