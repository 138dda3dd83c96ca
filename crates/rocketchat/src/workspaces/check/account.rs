//! The service account: is its token good, its own, and free of second factors?

use crate::rest::{Act, PersonalAccessToken, explain};
use crate::workspaces::Opened;
use crate::workspaces::check::Subject;
use crate::workspaces::check::found::Findings;

/// The roles of the service account, if it is who it should be.
pub(super) async fn check(subject: &Subject<'_>, findings: &mut Findings) -> Option<Vec<String>> {
    let opened = subject.opened?;
    let roles = match opened.rest.me().await {
        Ok(me) if me.id == opened.workspace.service_user_id => {
            findings.good(
                "check-credentials",
                "Rocket.Chat takes the service account's token.",
            );
            findings.detail(me.username);
            Some(me.roles)
        }
        Ok(me) => {
            findings.bad(
                "check-other-account",
                "The token belongs to another account than the id says: enter both again.",
            );
            findings.detail(me.username);
            None
        }
        Err(error) => {
            findings.explained(&explain(&error, Act::Connect, subject.version));
            None
        }
    };
    // With a token that is not good every further call would only say so again.
    roles.as_ref()?;
    match opened.rest.own_tokens().await {
        Ok(tokens) => second_factor(opened, &tokens, findings),
        Err(error) => {
            findings.warn(
                "check-token-unknown",
                "The service account may not list its own tokens, so it is not known whether its \
                 token ignores two-factor authentication: give its role the permission \
                 create-personal-access-tokens.",
            );
            findings.detail(error.to_string());
        }
    }
    roles
}

fn second_factor(opened: &Opened, tokens: &[PersonalAccessToken], findings: &mut Findings) {
    let ours = opened.token.expose();
    let is_ours = |token: &&PersonalAccessToken| {
        !token.last_token_part.is_empty() && ours.ends_with(&token.last_token_part)
    };
    match tokens.iter().find(is_ours) {
        Some(token) if token.bypass_two_factor => findings.good(
            "check-token",
            "The token is a personal access token that ignores two-factor authentication.",
        ),
        Some(token) => {
            findings.bad(
                "check-token-two-factor",
                "The personal access token was made without \"Ignore Two Factor \
                 Authentication\": make another one with it, or accounts cannot be changed.",
            );
            findings.detail(token.name.clone());
        }
        None => findings.bad(
            "check-token-expires",
            "The token is no personal access token: it ends with the sign-in it came from. Make \
             a personal access token with \"Ignore Two Factor Authentication\".",
        ),
    }
}
