//! Refused acts in the words of the page that asked for them, beside the field that is meant.

use axum::http::StatusCode;
use gantry_accounts::images::PictureFlaw;
use gantry_accounts::users::PasswordFlaw;
use gantry_accounts::{Error, Refusal};

use crate::error::HttpError;
use crate::i18n::Language;
use crate::render::{FieldProblem, Shell};

/// The status of a form that came back with problems.
pub(crate) const FORM_REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// Sets apart what the reader can mend from what broke.
pub(crate) fn mendable<T>(result: Result<T, Error>) -> Result<Result<T, Refusal>, HttpError> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Error::Refused(refusal)) => Ok(Err(refusal)),
        Err(breakdown) => Err(breakdown.into()),
    }
}

/// The frame of a form that comes back because of a refusal.
pub(crate) fn refused(shell: Shell, refusal: &Refusal) -> Shell {
    refused_at(shell, refusal, field_of(refusal))
}

/// The same, for a form whose field has another name than usual.
pub(crate) fn refused_at(mut shell: Shell, refusal: &Refusal, field: &str) -> Shell {
    let text = words(shell.lang, refusal);
    shell.field_problems.push(FieldProblem {
        field: field.to_owned(),
        text,
    });
    shell
}

/// The form field that a refusal is about.
fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Invalid(invalid) => field_of_value(invalid.what),
        Refusal::UsernameTaken => "username",
        Refusal::EmailTaken => "email",
        Refusal::GroupCircle | Refusal::GroupTooDeep => "parent",
        Refusal::LastAdministrator => "is_admin",
        Refusal::WrongPassword | Refusal::SlowDown(_) => "current_password",
        Refusal::WeakPassword(_) => "new_password",
        Refusal::Picture(_) => "picture",
        Refusal::PaleAccent(_) => "accent",
        Refusal::Unknown { what, .. } => field_of_value(what),
        Refusal::HarmfulClaim { .. } => "extra_claims",
        Refusal::Settings(text) if text.contains("issuer") => "issuer_fixed",
        Refusal::Settings(text) if text.contains("refresh token lives") => "refresh_token_lifetime",
        Refusal::Settings(text) if text.contains("token lives") || text.contains("lifetime") => {
            "access_token_lifetime"
        }
        Refusal::Settings(text) if text.contains("web address") => "launch_url",
        Refusal::Settings(text) if text.contains("password check") => "default_max_age",
        Refusal::Settings(text) if text.contains("front-channel") => "frontchannel_logout_uri",
        Refusal::Settings(text) if text.contains("sector") => "sector_identifier_uri",
        Refusal::Settings(text) if text.contains("request_uris") => "request_uris",
        Refusal::Settings(text) if text.contains("resource") => "resources",
        Refusal::Settings(text) if text.contains("key") => "jwks",
        Refusal::Settings(text) if is_about_protocol(text) => "protocol",
        Refusal::Settings(text) if text.contains("prefix") => "group_prefix",
        Refusal::Settings(text) if text.contains("redirect URI") || text.contains("address") => {
            "redirect_uris"
        }
        _ => "name",
    }
}

/// What cannot be said of one field.
fn is_about_protocol(text: &str) -> bool {
    [
        "fragment",
        "public clients",
        "assertions",
        "a response type with",
    ]
    .iter()
    .any(|words| text.contains(words))
}

fn field_of_value(what: &str) -> &'static str {
    match what {
        "username" | "user" => "username",
        "email" => "email",
        "password" => "new_password",
        "redirect URI" => "redirect_uris",
        "sign-out address" => "post_logout_redirect_uris",
        "released group" => "released_groups",
        "language" => "lang",
        "signing algorithm" => "algorithm",
        "client_id" => "exchanges_from",
        "rocketchat url" => "url",
        "service" => "service",
        "code" => "code",
        "accent" => "accent",
        "further claim" | "claim name" => "extra_claims",
        _ => "name",
    }
}

/// A refusal in the reader's language.
pub(crate) fn words(lang: Language, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Invalid(invalid) => {
            let key = format!("refusal-{}", kebab(invalid.what));
            lang.find(&key, &[])
                .unwrap_or_else(|| lang.t("refusal-value"))
        }
        Refusal::UsernameTaken => lang.t("refusal-username-taken"),
        Refusal::EmailTaken => lang.t("refusal-email-taken"),
        Refusal::GroupTaken => lang.t("refusal-group-taken"),
        Refusal::GroupCircle => lang.t("refusal-group-circle"),
        Refusal::GroupTooDeep => lang.t("refusal-group-too-deep"),
        Refusal::ClientTaken => lang.t("refusal-client-taken"),
        Refusal::Unknown { what: "user", .. } => lang.t("group-member-unknown"),
        Refusal::Unknown { what, name } => {
            let group = what.contains("group");
            let key = if group {
                "refusal-unknown-group"
            } else {
                "refusal-unknown"
            };
            lang.t_args(key, &[("name", name.clone())])
        }
        Refusal::BeyondRole => lang.t("refusal-beyond-role"),
        Refusal::LastAdministrator => lang.t("refusal-last-administrator"),
        Refusal::WrongPassword => lang.t("account-password-mismatch"),
        Refusal::WeakPassword(flaw) => weakness(lang, flaw),
        Refusal::Picture(flaw) => lang.t(picture_key(*flaw)),
        Refusal::PaleAccent(nearest) => {
            lang.t_args("refusal-pale-accent", &[("nearest", nearest.clone())])
        }
        Refusal::SlowDown(wait) => {
            let seconds = wait.as_i64().to_string();
            lang.t_args("refusal-slow-down", &[("seconds", seconds)])
        }
        Refusal::HarmfulClaim { claim, .. } => {
            lang.t_args("refusal-harmful-claim", &[("claim", claim.clone())])
        }
        Refusal::Settings(text) => {
            let key = format!("refusal-{}", kebab(text));
            lang.find(&key, &[]).unwrap_or_else(|| (*text).to_owned())
        }
        Refusal::Document(problems) => problems.join("; "),
        Refusal::WrongFactor => lang.t("factor-wrong"),
        Refusal::SignInOver => lang.t("factor-over"),
        Refusal::ProveFirst => lang.t("factor-prove-first"),
        Refusal::LastFactor => lang.t("factor-last"),
        Refusal::PasskeyTaken => lang.t("factor-passkey-taken"),
        Refusal::LinkOver => lang.t("refusal-link-over"),
        Refusal::LinkUsed => lang.t("refusal-link-used"),
        Refusal::LinkExpired => lang.t("refusal-link-expired"),
        Refusal::PasswordLent => lang.t("refusal-password-lent"),
        Refusal::Changed => lang.t("refusal-changed"),
    }
}

const fn picture_key(flaw: PictureFlaw) -> &'static str {
    match flaw {
        PictureFlaw::Missing => "picture-missing",
        PictureFlaw::TooLarge => "picture-too-large",
        PictureFlaw::NotAPicture => "picture-not-a-picture",
        PictureFlaw::TooManyPixels => "picture-too-many-pixels",
        PictureFlaw::Broken => "picture-broken",
    }
}

/// What is wrong with a new password, and what would be good.
fn weakness(lang: Language, flaw: &PasswordFlaw) -> String {
    let (why, advice) = match flaw {
        PasswordFlaw::TooShort(least) => {
            return lang.t_args("password-too-short", &[("minimum", least.to_string())]);
        }
        PasswordFlaw::TooLong => return lang.t("password-too-long"),
        PasswordFlaw::Breached => return lang.t("password-breached"),
        PasswordFlaw::Guessable { why, advice } => (why, advice),
    };
    let mut sentences = vec![match why {
        Some(why) => lang.t(&format!("password-weak-{why}")),
        None => lang.t("password-weak"),
    }];
    sentences.extend(
        advice
            .iter()
            .map(|it| lang.t(&format!("password-advice-{it}"))),
    );
    sentences.join(" ")
}

/// `redirect URI` as part of a key: `redirect-uri`.
pub(crate) fn kebab(text: &str) -> String {
    let mut key = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            key.push(character.to_ascii_lowercase());
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    key.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use gantry_accounts::Refusal;
    use gantry_accounts::users::PasswordFlaw;
    use gantry_core::email::Email;
    use gantry_core::redirect_uri::RedirectUri;

    use super::{field_of, words};
    use crate::i18n::Language;

    #[test]
    fn a_value_that_does_not_fit_is_explained_beside_its_field() {
        let email = Refusal::from("alice".parse::<Email>().unwrap_err());
        let uri = Refusal::from("javascript:alert(1)".parse::<RedirectUri>().unwrap_err());

        assert_eq!(field_of(&email), "email");
        assert!(words(Language::De, &email).contains("E-Mail-Adresse"));
        assert_eq!(field_of(&uri), "redirect_uris");
        assert!(words(Language::En, &uri).contains("https address"));
    }

    #[test]
    fn a_weak_password_is_answered_with_what_would_be_good() {
        let flaw = PasswordFlaw::Guessable {
            why: Some("dates"),
            advice: vec!["few-words", "dates"],
        };

        let told = words(Language::De, &flaw.into());

        assert!(
            told.contains("Jahreszahlen") && told.contains("Wörter"),
            "{told}"
        );
        assert!(!told.contains('⟦'), "{told}");
    }

    #[test]
    fn settings_that_contradict_each_other_are_told_in_the_readers_language() {
        let twice = Refusal::Settings("an address is listed twice");
        let new = Refusal::Settings("something without a translation");

        assert_eq!(
            words(Language::De, &twice),
            "Eine Adresse steht doppelt da."
        );
        assert_eq!(words(Language::De, &new), "something without a translation");
    }
}
