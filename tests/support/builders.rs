//! People, groups and clients for tests, in one line each.

use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::NewUser;
use gantry_core::Secret;
use gantry_core::client::{Client, ClientSettings, GrantType, Template};
use gantry_core::group::GroupId;
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::user::User;

use crate::app::TestApp;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// A registered client with what its developer knows.
#[derive(Debug, Clone)]
pub struct RocketChatClient {
    /// The stored client.
    pub client: Client,
    /// Its `client_id`.
    pub id: String,
    /// Its secret; empty for a public client.
    pub secret: String,
    /// Its first redirect URI.
    pub redirect_uri: String,
}

impl TestApp {
    /// A person with the address `<name>@example.org`, verified, and the test password.
    pub async fn add_user(&self, username: &str) -> User {
        self.add_person(username, &[], |_| {}).await
    }

    /// A person in groups, which are made if they are missing.
    pub async fn add_user_in(&self, username: &str, groups: &[&str]) -> User {
        self.add_person(username, groups, |_| {}).await
    }

    /// A person who may administer.
    pub async fn add_admin(&self, username: &str) -> User {
        self.add_person(username, &[], |new| {
            new.role = Some(gantry_core::role::Role::Administrator);
        })
        .await
    }

    /// A person with anything changed before it is stored.
    pub async fn add_person(
        &self,
        username: &str,
        groups: &[&str],
        change: impl FnOnce(&mut NewUser),
    ) -> User {
        let mut ids = Vec::new();
        for group in groups {
            ids.push(self.group(group).await);
        }
        let mut new = NewUser {
            username: username.parse().unwrap(),
            email: Some(format!("{username}@example.org").parse().unwrap()),
            email_verified: true,
            name: format!("{username} Example").parse().unwrap(),
            profile: Profile::default(),
            password: Some(Password::chosen(PASSWORD.to_owned()).unwrap()),
            role: None,
            language: None,
            groups: ids,
        };
        change(&mut new);
        self.accounts
            .add_user(&Administrator::operator(), new)
            .await
            .unwrap()
    }

    /// A group's id; the group is made if it is missing.
    pub async fn group(&self, name: &str) -> GroupId {
        let name = name.parse().unwrap();
        match self.accounts.group_by_name(&name).await.unwrap() {
            Some(group) => group.id,
            None => {
                self.accounts
                    .add_group(&Administrator::operator(), name)
                    .await
                    .unwrap()
                    .id
            }
        }
    }

    /// A Rocket.Chat workspace at `https://chat.example.org` with the service `authentik`.
    pub async fn add_rocketchat(&self) -> RocketChatClient {
        self.add_rocketchat_with(|_| {}).await
    }

    /// The same with some settings changed.
    pub async fn add_rocketchat_with(
        &self,
        change: impl FnOnce(&mut ClientSettings),
    ) -> RocketChatClient {
        let callback = "https://chat.example.org/_oauth/authentik";
        let mut settings = ClientSettings {
            template: Template::RocketChat,
            redirect_uris: vec![
                callback.parse().unwrap(),
                format!("{callback}?close").parse().unwrap(),
            ],
            post_logout_redirect_uris: vec!["https://chat.example.org/".parse().unwrap()],
            grants: [GrantType::AuthorizationCode].into(),
            query_token: true,
            consent: false,
            verified_email_only: true,
            rocketchat_service: Some("authentik".to_owned()),
            rocketchat_url: Some("https://chat.example.org".to_owned()),
            ..ClientSettings::default()
        };
        change(&mut settings);
        self.add_client("Team chat", settings).await
    }

    /// Any client.
    pub async fn add_client(&self, name: &str, settings: ClientSettings) -> RocketChatClient {
        let redirect_uri = settings.redirect_uris.first().unwrap().to_string();
        let new = NewClient {
            name: name.to_owned(),
            slug: None,
            client_id: None,
            secret: None,
            settings,
        };
        let operator = Administrator::operator();
        // Boxed, since every test that makes a client would hold this large future in its own.
        let added = Box::pin(self.accounts.add_client(&operator, new))
            .await
            .unwrap();
        RocketChatClient {
            id: added.client.client_id.to_string(),
            secret: added.secret.as_ref().map_or("", Secret::expose).to_owned(),
            redirect_uri,
            client: added.client,
        }
    }
}
