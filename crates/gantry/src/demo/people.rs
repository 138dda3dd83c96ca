//! What the made-up people say about themselves.

use gantry_core::profile::Profile;

/// Everything that there is to say: every standard claim has a value.
pub(super) fn profile(username: &str, name: &str) -> Profile {
    let (given, family) = name.split_once(' ').unwrap_or((name, name));
    let text = |text: &str| Some(text.to_owned());
    let page = |path: &str| Some(format!("https://example.org/people/{username}{path}"));
    Profile {
        given_name: text(given),
        family_name: text(family),
        middle_name: text("Q."),
        nickname: text(given),
        profile: page(""),
        picture: page("/picture.png"),
        website: Some(format!("https://{username}.example.org/")),
        gender: text("unknown"),
        birthdate: text("1990-04-01"),
        zoneinfo: text("Europe/Berlin"),
        locale: text("en-GB"),
        phone_number: text("+49 30 5550100"),
        phone_number_verified: true,
        address: text("Am Turm 1\n12345 Berlin\nGermany"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn nothing_is_left_unsaid() {
        let profile = profile("alice", "Alice Almeida").checked().unwrap();

        let members = serde_json::to_value(profile).unwrap();
        let members = members.as_object().unwrap();
        assert_eq!(members.len(), 14);
        assert!(members.values().all(|value| *value != Value::Null));
    }
}
