//! The part of an application's form about scopes, further claims, lifetimes and the issuer.
//!
//! As the part about the protocol, it is read only if its mark came with the form.

use std::collections::BTreeMap;

use gantry_accounts::{Error, Refusal};
use gantry_core::claim_name::ClaimName;
use gantry_core::client::{Client, ClientSettings, IssuerMode, TokenSettings};
use gantry_core::scope::{Scope, ScopeSet};
use gantry_core::{Invalid, Seconds};

use crate::http::state::AppState;
use crate::views::admin::application_protocol::Choice;
use crate::views::admin::applications::ClaimFields;

/// The field that says that the part was there.
const MARK: &str = "further";
/// Before the scopes that it may ask for, and before those of a request that names none.
const MAY_ASK: &str = "scope_";
const USUAL: &str = "default_scope_";
const ISSUERS: [&str; 3] = ["global", "per_client", "fixed"];
const CLAIMS_RULE: Invalid = Invalid::new("further claim", "is written as name = source");

/// The fields of a form by name.
type Fields = BTreeMap<String, String>;

/// Fills the fields with what is stored.
pub(super) fn put(settings: &ClientSettings, fields: &mut Fields) {
    let mut put = |name: &str, value: String| fields.insert(name.to_owned(), value);
    put(MARK, "on".to_owned());
    let claims = settings.extra_claims.iter();
    let claims: Vec<String> = claims
        .map(|(name, source)| format!("{} = {}", name.as_str(), source.as_str()))
        .collect();
    put("extra_claims", claims.join("\n"));
    let lifetime = settings.access_token_lifetime.as_i64();
    put("access_token_lifetime", lifetime.to_string());
    let lifetime = settings.tokens.refresh_lifetime().as_i64();
    put("refresh_token_lifetime", lifetime.to_string());
    for scope in Scope::ALL {
        let may_ask = settings.scopes.as_ref();
        if may_ask.is_none_or(|scopes| scopes.contains(scope)) {
            put(&format!("{MAY_ASK}{}", scope.as_str()), "on".to_owned());
        }
        if settings.default_scopes.contains(scope) {
            put(&format!("{USUAL}{}", scope.as_str()), "on".to_owned());
        }
    }
    let (mode, text) = match &settings.issuer {
        IssuerMode::Global => ("global", ""),
        IssuerMode::PerClient => ("per_client", ""),
        IssuerMode::Fixed(text) => ("fixed", text.as_str()),
    };
    put("issuer_mode", mode.to_owned());
    put("issuer_fixed", text.to_owned());
    put("former_issuers", settings.former_issuers.join("\n"));
}

/// The fields as the page shows them.
pub(super) fn shown(fields: &Fields, open: bool) -> ClaimFields {
    let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let chosen = text("issuer_mode");
    let ticks = |beginning: &str| -> Vec<Choice> {
        let tick = |scope: Scope| {
            let name = format!("{beginning}{}", scope.as_str());
            let on = fields.contains_key(&name);
            let label = scope.as_str().to_owned();
            Choice { name, label, on }
        };
        Scope::ALL.map(tick).into()
    };
    let may_ask = ticks(MAY_ASK);
    let narrowed = may_ask.iter().any(|scope| !scope.on);
    ClaimFields {
        open: open || narrowed || !text("extra_claims").is_empty(),
        scopes: may_ask,
        default_scopes: ticks(USUAL),
        refresh_token_lifetime: text("refresh_token_lifetime"),
        extra_claims: text("extra_claims"),
        access_token_lifetime: text("access_token_lifetime"),
        issuers: ISSUERS
            .map(|name| Choice {
                name: name.to_owned(),
                label: name.to_owned(),
                on: name == chosen,
            })
            .into(),
        issuer_fixed: text("issuer_fixed"),
        former_issuers: text("former_issuers"),
    }
}

/// Sets what the fields say.
pub(super) fn apply(fields: &Fields, settings: &mut ClientSettings) -> Result<(), Error> {
    if !fields.contains_key(MARK) {
        return Ok(());
    }
    let text = |name: &str| fields.get(name).map_or("", |text| text.trim());
    let lines = |name: &str| {
        let lines = text(name).lines().map(str::trim);
        lines.filter(|line| !line.is_empty())
    };
    settings.extra_claims = lines("extra_claims")
        .map(claim)
        .collect::<Result<_, Invalid>>()?;
    let seconds = |name: &str| {
        let number = text(name).parse().map(Seconds::new);
        number.map_err(|_| Refusal::Settings("a lifetime is a number of seconds"))
    };
    settings.access_token_lifetime = seconds("access_token_lifetime")?;
    let refresh = Some(seconds("refresh_token_lifetime")?);
    settings.tokens.refresh_token_lifetime =
        refresh.filter(|lifetime| *lifetime != TokenSettings::REFRESH_LIFETIME);
    apply_scopes(fields, settings);
    settings.issuer = match text("issuer_mode") {
        "per_client" => IssuerMode::PerClient,
        "fixed" => IssuerMode::Fixed(text("issuer_fixed").to_owned()),
        _ => IssuerMode::Global,
    };
    settings.former_issuers = lines("former_issuers").map(str::to_owned).collect();
    Ok(())
}

fn apply_scopes(fields: &Fields, settings: &mut ClientSettings) {
    let ticked = |beginning: &str| -> ScopeSet {
        let is_on = |scope: &Scope| fields.contains_key(&format!("{beginning}{}", scope.as_str()));
        Scope::ALL.into_iter().filter(is_on).collect()
    };
    let may_ask = ticked(MAY_ASK);
    let all = ScopeSet::from_iter(Scope::ALL);
    settings.scopes = Some(may_ask).filter(|scopes| *scopes != all);
    settings.default_scopes = ticked(USUAL);
}

fn claim(line: &str) -> Result<(ClaimName, ClaimName), Invalid> {
    let (name, source) = line.split_once('=').ok_or(CLAIMS_RULE)?;
    Ok((name.trim().parse()?, source.trim().parse()?))
}

/// Hints with the issuer that an application had stay valid when it gets another.
pub(super) fn keep_former_issuer(app: &AppState, before: &Client, after: &mut Client) {
    let (former, now) = (app.provider.issuer(before), app.provider.issuer(after));
    let kept = &mut after.settings.former_issuers;
    if former != now && !kept.contains(&former) {
        kept.push(former);
    }
}

#[cfg(test)]
mod tests {
    use gantry_core::Seconds;
    use gantry_core::client::{ClientSettings, IssuerMode};
    use gantry_core::scope::ScopeSet;

    use super::{Fields, apply, put};

    #[test]
    fn a_part_posted_unchanged_changes_nothing() {
        let mut settings = ClientSettings {
            issuer: IssuerMode::Fixed("https://old.example.org/".to_owned()),
            former_issuers: vec!["https://older.example.org/".to_owned()],
            ..ClientSettings::default()
        };
        for (name, source) in [("team", "attribute:department"), ("nick", "name")] {
            let (name, source) = (name.parse().unwrap(), source.parse().unwrap());
            settings.extra_claims.insert(name, source);
        }
        settings.tokens.refresh_token_lifetime = Some(Seconds::days(90));
        settings.scopes = Some(ScopeSet::parse_known("openid email"));
        settings.default_scopes = ScopeSet::parse_known("openid");
        let mut fields = Fields::new();
        put(&settings, &mut fields);

        let mut after = ClientSettings::default();
        apply(&fields, &mut after).unwrap();

        assert_eq!(after, settings);
    }

    #[test]
    fn a_form_without_the_part_changes_nothing_of_it() {
        let mut settings = ClientSettings::default();
        settings
            .former_issuers
            .push("https://old.example.org/".to_owned());
        let before = settings.clone();

        apply(&Fields::new(), &mut settings).unwrap();

        assert_eq!(settings, before);
    }

    #[test]
    fn what_is_no_claim_is_refused() {
        let mut fields = Fields::new();
        put(&ClientSettings::default(), &mut fields);
        for line in ["team", "sub = name", " = name"] {
            fields.insert("extra_claims".to_owned(), line.to_owned());

            assert!(
                apply(&fields, &mut ClientSettings::default()).is_err(),
                "{line}"
            );
        }
    }
}
