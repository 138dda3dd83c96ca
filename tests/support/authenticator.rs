//! A passkey's keeper that the browser believes to be a part of the machine.
//!
//! Commands of the browser's own protocol:
//! <https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/>

use serde_json::{Value, json};

use crate::browser::Browser;

/// A fingerprint reader, say; its owner is there and agrees.
#[derive(Debug)]
pub struct Authenticator<'b> {
    browser: &'b Browser,
    id: String,
}

impl Browser {
    /// Gives the machine an authenticator; it keeps passkeys that need no user name.
    pub async fn add_authenticator(&self) -> Authenticator<'_> {
        let off = json!({ "enableUI": false });
        self.command("WebAuthn.enable", off).await;
        let options = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
        });
        let options = json!({ "options": options });
        let added = self.command("WebAuthn.addVirtualAuthenticator", options);
        let id = added.await["authenticatorId"].as_str().unwrap().to_owned();
        Authenticator { browser: self, id }
    }
}

impl Authenticator<'_> {
    /// Whether the finger is the owner's from now on.
    pub async fn recognize(&self, owner: bool) {
        self.told(
            "WebAuthn.setUserVerified",
            json!({ "isUserVerified": owner }),
        )
        .await;
    }

    /// Whether somebody is there who touches it from now on.
    pub async fn attend(&self, present: bool) {
        let command = "WebAuthn.setAutomaticPresenceSimulation";
        self.told(command, json!({ "enabled": present })).await;
    }

    /// How many passkeys it keeps.
    pub async fn passkeys(&self) -> usize {
        let kept = self.told("WebAuthn.getCredentials", json!({})).await;
        kept["credentials"].as_array().unwrap().len()
    }

    async fn told(&self, command: &str, mut parameters: Value) -> Value {
        parameters["authenticatorId"] = json!(self.id);
        self.browser.command(command, parameters).await
    }
}
