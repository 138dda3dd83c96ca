//! Which settings of a client would harm its Rocket.Chat.

use gantry_accounts::Refusal;
use gantry_core::client::{Client, Template};

use crate::claims::{Hazard, claim_hazard};

/// Refuses a further claim that Rocket.Chat would take for something else: a rule of clients.
///
/// # Errors
///
/// The first claim that would do harm, and why.
pub fn refuse_harmful_claims(client: &Client) -> Result<(), Refusal> {
    if client.settings.template != Template::RocketChat {
        return Ok(());
    }
    let names = client.settings.extra_claims.keys();
    let harmful = names.filter_map(|name| Some((name, claim_hazard(name.as_str())?)));
    harmful.take(1).try_for_each(|(name, hazard)| {
        Err(Refusal::HarmfulClaim {
            claim: name.to_string(),
            reason: reason(hazard).to_owned(),
        })
    })
}

const fn reason(hazard: Hazard) -> &'static str {
    match hazard {
        Hazard::TakenAsId => "Rocket.Chat would read it as the account's id",
        Hazard::ReplacesIdentity => "Rocket.Chat would take it for the whole identity",
        Hazard::OverwritesStored => "Rocket.Chat keeps something else under this name",
        Hazard::Dot => "Rocket.Chat turns the dot into an underscore, and two claims may meet",
        Hazard::LeadingDollar => "Rocket.Chat's database takes a leading $ for an operator",
        Hazard::Prototype => "the name means something else to JavaScript",
    }
}

#[cfg(test)]
mod tests {
    use gantry_core::Env;
    use gantry_core::client::{Client, ClientSettings, Template};
    use gantry_core::client_id::ClientId;
    use gantry_core::slug::Slug;

    use super::refuse_harmful_claims;

    fn client(template: Template, claim: &str) -> Client {
        let env = Env::system();
        let mut settings = ClientSettings {
            template,
            ..ClientSettings::default()
        };
        let source = "nickname".parse().unwrap();
        settings.extra_claims.insert(claim.parse().unwrap(), source);
        Client {
            id: env.id(),
            client_id: ClientId::generate(&env),
            slug: Slug::from_name("chat"),
            name: "Chat".to_owned(),
            disabled: false,
            settings,
            created_at: env.now(),
        }
    }

    #[test]
    fn a_claim_that_rocketchat_reads_as_the_id_is_refused() {
        for claim in ["user_id", "_id", "a.b", "__proto__", "emails"] {
            let refused = refuse_harmful_claims(&client(Template::RocketChat, claim));

            assert_eq!(refused.unwrap_err().code(), "harmful_claim", "{claim}");
        }
    }

    #[test]
    fn a_harmless_claim_and_another_application_are_left_alone() {
        let harmless = client(Template::RocketChat, "department");
        let other = client(Template::Generic, "user_id");

        assert_eq!(refuse_harmful_claims(&harmless), Ok(()));
        assert_eq!(refuse_harmful_claims(&other), Ok(()));
    }
}
