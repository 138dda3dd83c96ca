//! Are login tokens really made? One is, for the service account itself, and ended at once.

use crate::rest::{Act, CreateToken, Credentials, RestError, explain};
use crate::settings::RocketChatVersion;
use crate::workspaces::Opened;
use crate::workspaces::check::found::Findings;

/// Tries it.
pub(super) async fn check(opened: &Opened, version: RocketChatVersion, findings: &mut Findings) {
    let id = &opened.workspace.service_user_id;
    let Ok(create) = CreateToken::for_version(version, opened.secret.clone()) else {
        no_secret(findings);
        return fallback(findings);
    };
    let token = match opened.rest.create_token(id, &create).await {
        Ok(token) => token,
        Err(error) => {
            findings.explained(&explain(&error, Act::CreateToken, version));
            if !matches!(error, RestError::NotSignedIn) {
                fallback(findings);
            }
            return;
        }
    };
    let own = opened.rest.with(Credentials {
        user_id: id.clone(),
        token,
    });
    match own.logout().await {
        Ok(()) => findings.good(
            "check-create-token",
            "Rocket.Chat makes login tokens, and ends them.",
        ),
        Err(error) => {
            findings.warn(
                "check-token-not-ended",
                "Rocket.Chat made a login token for this check, but did not end it.",
            );
            findings.detail(error.to_string());
        }
    }
    permission_check_forgotten(version, findings);
}

fn no_secret(findings: &mut Findings) {
    findings.bad(
        "check-create-token-secret-missing",
        "From Rocket.Chat 8.0 login tokens are made only with a secret: set \
         CREATE_TOKENS_FOR_USERS_SECRET in its server's environment, and enter the same value \
         here.",
    );
}

/// What signing out everywhere costs as long as tokens cannot be made.
fn fallback(findings: &mut Findings) {
    findings.warn(
        "check-personal-tokens-end",
        "Without login tokens Gantry ends somebody's sessions by users.logout, which ends their \
         personal access tokens too.",
    );
}

/// 8.0 to 8.6 make tokens for whoever knows the secret, until the patches of July 2026.
fn permission_check_forgotten(version: RocketChatVersion, findings: &mut Findings) {
    let text = version.to_string();
    let mut numbers = text.split('.').map(|number| number.parse().unwrap_or(0));
    let (major, minor): (u16, u16) = (
        numbers.next().unwrap_or_default(),
        numbers.next().unwrap_or_default(),
    );
    let patch: u16 = numbers.next().unwrap_or_default();
    let forgets = match (major, minor) {
        (8, 0) => patch < 8,
        (8, 2 | 3) => patch < 7,
        (8, 1 | 4..=6) => true,
        _ => false,
    };
    if forgets {
        findings.warn(
            "check-create-token-unguarded",
            "In this version whoever is signed in and knows the secret can make login tokens for \
             everybody. Update to 8.7, or to 8.0.8, 8.2.7 or 8.3.7.",
        );
        findings.detail(text);
    }
}

#[cfg(test)]
mod tests {
    use super::{Findings, permission_check_forgotten};
    use crate::settings::RocketChatVersion;

    #[test]
    fn the_versions_that_forgot_a_permission_are_known() {
        let warned = |text: &str| {
            let mut findings = Findings::default();
            permission_check_forgotten(RocketChatVersion::parse(text).unwrap(), &mut findings);
            !findings.all().is_empty()
        };
        for text in ["8.0.7", "8.1.9", "8.2", "8.3.6", "8.4.0", "8.6.2"] {
            assert!(warned(text), "{text}");
        }
        for text in ["7.10.0", "8.0.8", "8.2.7", "8.3.7", "8.7.0", "9.0"] {
            assert!(!warned(text), "{text}");
        }
    }
}
