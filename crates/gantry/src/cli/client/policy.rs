//! What an application learns and how it is spoken to, as flags of `client add` and `client change`.

use clap::Args;
use gantry_core::access::Mode;
use gantry_core::claim_name::ClaimName;
use gantry_core::client::IssuerMode;
use gantry_core::group_name::GroupName;
use gantry_core::redirect_uri::RedirectUri;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_core::username::Username;

// Not a doc comment: that would need marks that help does not show.
const ALGORITHM: &str = "How its ID tokens are signed: RS256, RS384, RS512, PS256, PS384, PS512, \
                         ES256, ES384 or EdDSA";

/// Flags that `client add` and `client change` share. A switch is on when named alone, and takes
/// `=false` to be put back; what may be repeated is added to what is there.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "What it learns, and how it is spoken to")]
pub(crate) struct PolicyArgs {
    #[arg(long, value_name = "ALGORITHM", help = ALGORITHM)]
    pub(crate) id_token_alg: Option<SigningAlgorithm>,
    /// Let only members of this group in; may be repeated
    #[arg(long = "allow-group", value_name = "NAME")]
    pub(crate) allow_groups: Vec<GroupName>,
    /// No longer name this group among those who may enter; may be repeated
    #[arg(long = "unbind-group", value_name = "NAME")]
    pub(crate) unbind_groups: Vec<GroupName>,
    /// Let this person in; may be repeated
    #[arg(long = "allow-person", value_name = "NAME")]
    pub(crate) allow_people: Vec<Username>,
    /// No longer name this person among those who may enter; may be repeated
    #[arg(long = "unbind-person", value_name = "NAME")]
    pub(crate) unbind_people: Vec<Username>,
    /// Forget every rule about who may enter, so that everyone may
    #[arg(long)]
    pub(crate) open_to_everyone: bool,
    /// Whether one of its rules is enough to enter, or all of them have to be met
    #[arg(long = "entry", value_name = "any|all", value_parser = mode)]
    pub(crate) entry: Option<Mode>,
    /// Tell it only of this group; may be repeated [default: all groups of a person]
    #[arg(long = "release-group", value_name = "NAME")]
    pub(crate) release_groups: Vec<GroupName>,
    /// Put this before every group name it learns
    #[arg(long, value_name = "TEXT")]
    pub(crate) group_prefix: Option<String>,
    /// Repeat a standard claim under a further name, such as department=nickname; may be repeated
    #[arg(long = "claim", value_name = "NAME=SOURCE", value_parser = claim)]
    pub(crate) claims: Vec<(ClaimName, ClaimName)>,
    /// Where a browser may be sent after signing out; may be repeated
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    pub(crate) post_logout_redirect_uris: Vec<RedirectUri>,
    /// Which issuer its ID tokens name: global, per-client, or a URL kept from another provider
    #[arg(long, value_name = "global|per-client|URL", value_parser = issuer)]
    pub(crate) issuer: Option<IssuerMode>,
    /// Accept the access token in userinfo's query string
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) query_token: Option<bool>,
    /// Accept a secret in the Authorization header without the word Basic
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) bare_authorization: Option<bool>,
    /// Do not ask people before their claims are released
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) no_consent: Option<bool>,
    /// Refuse its access tokens at userinfo
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) no_userinfo: Option<bool>,
    /// Put the claims into its ID tokens too
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) claims_in_id_token: Option<bool>,
}

fn mode(text: &str) -> Result<Mode, String> {
    match text {
        "any" => Ok(Mode::Any),
        "all" => Ok(Mode::All),
        _ => Err("write any or all".to_owned()),
    }
}

const SWITCH: &str = "true|false";

fn claim(text: &str) -> Result<(ClaimName, ClaimName), String> {
    let (name, source) = text
        .split_once('=')
        .ok_or("is NAME=SOURCE, such as department=nickname")?;
    let parsed = |text: &str| {
        text.parse::<ClaimName>()
            .map_err(|error| format!("{text}: {error}"))
    };
    Ok((parsed(name)?, parsed(source)?))
}

fn issuer(text: &str) -> Result<IssuerMode, &'static str> {
    match text {
        "global" => Ok(IssuerMode::Global),
        "per-client" => Ok(IssuerMode::PerClient),
        url if url.contains("://") => Ok(IssuerMode::Fixed(url.to_owned())),
        _ => Err("is global, per-client, or a URL"),
    }
}
