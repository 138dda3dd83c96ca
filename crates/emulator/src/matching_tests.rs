//! Matching and merging, told as arrivals of Alice at a workspace with its own users.

use serde_json::{Map, Value, json};

use crate::accounts::{ChatUser, NewUser};
use crate::directory::Accounts;
use crate::identity::Identity;
use crate::matching::{Arrival, sign_in};
use crate::settings::Settings;
use crate::version::RocketChatVersion;

struct World {
    settings: Settings,
    accounts: Accounts,
    marked: bool,
}

impl World {
    fn new(licensed: bool) -> Self {
        let settings = Settings::new(
            RocketChatVersion::default(),
            licensed,
            "https://rocket.company",
        );
        settings.add_custom_oauth("authentik").unwrap();
        let mut world = Self {
            settings,
            accounts: Accounts::new(),
            marked: true,
        };
        world
            .set("username_field", "preferred_username")
            .set("merge_users", true);
        world.accounts.add(NewUser::administrator("root", "secret"));
        world
    }

    fn set(&mut self, suffix: &str, value: impl Into<Value>) -> &mut Self {
        self.settings
            .set(&format!("Accounts_OAuth_Custom-Authentik-{suffix}"), value)
            .unwrap();
        self
    }

    fn workspace(&mut self, id: &str, value: impl Into<Value>) -> &mut Self {
        self.settings.set(id, value).unwrap();
        self
    }

    fn local(&mut self, username: &str, email: &str) -> &mut Self {
        let password = Some("local".to_owned());
        let (username, email) = (username.to_owned(), email.to_owned());
        self.accounts.add(NewUser {
            username,
            email,
            password,
            ..NewUser::default()
        });
        self
    }

    fn arrive(&mut self, userinfo: &Value) -> Result<ChatUser, String> {
        let custom = self.settings.service("authentik").unwrap();
        let claims: Map<String, Value> = userinfo.as_object().cloned().unwrap();
        let identity = Identity::from_userinfo(claims, &custom)?;
        let service_data = identity.claims().clone();
        let arrival = Arrival {
            settings: &self.settings,
            custom: &custom,
            identity: &identity,
            service_data: &service_data,
            marked: self.marked,
        };
        let id = sign_in(&mut self.accounts, &arrival)?;
        Ok(self.accounts.by_id(&id).unwrap().clone())
    }
}

fn alice() -> Value {
    json!({ "sub": "s1", "preferred_username": "alice", "email": "alice@a.example", "name": "Alice", "groups": ["staff"] })
}

#[test]
fn a_stranger_is_created_with_a_verified_address() {
    let user = World::new(false).arrive(&alice()).unwrap();

    assert_eq!(
        (user.username.as_str(), user.name.as_str(), user.email()),
        ("alice", "Alice", "alice@a.example")
    );
    assert!(user.emails.iter().all(|email| email.verified));
    assert_eq!(user.roles, ["user"]);
}

#[test]
fn the_first_user_of_an_empty_workspace_becomes_administrator() {
    let mut world = World::new(false);
    world.accounts = Accounts::new();

    assert_eq!(world.arrive(&alice()).unwrap().roles, ["user", "admin"]);
}

#[test]
fn an_account_with_the_address_is_taken_over_and_its_unproven_password_reset() {
    let mut world = World::new(false);
    world.local("al", "alice@a.example");

    let user = world.arrive(&alice()).unwrap();

    assert_eq!(user.username, "al");
    assert!(user.emails.iter().all(|email| email.verified));
    assert!(!user.has_password());
}

#[test]
fn without_the_mark_the_address_collides() {
    let mut world = World::new(false);
    world.local("al", "alice@a.example").marked = false;

    assert_eq!(
        world.arrive(&alice()),
        Err("Email already exists. [403]".to_owned())
    );
}

#[test]
fn a_local_username_collides_unless_distinct_services_are_merged() {
    let mut world = World::new(false);
    world
        .local("Alice", "other@a.example")
        .local("alice", "third@a.example");

    assert_eq!(
        world.arrive(&alice()),
        Err("Username already exists. [403]".to_owned())
    );

    world.set("merge_users_distinct_services", true);
    let user = world.arrive(&alice()).unwrap();
    assert_eq!(
        (user.username.as_str(), user.email()),
        ("Alice", "alice@a.example")
    );
}

#[test]
fn a_changed_name_locks_out_when_users_are_not_merged() {
    let mut world = World::new(false);
    world.set("merge_users", false).arrive(&alice()).unwrap();
    let mut renamed = alice();
    *renamed.get_mut("name").unwrap() = json!("Alice Liddell");

    assert_eq!(
        world.arrive(&renamed),
        Err("User with username alice already exists".to_owned())
    );

    world.set("merge_users", true);
    assert_eq!(world.arrive(&renamed).unwrap().name, "Alice Liddell");
}

#[test]
fn a_claim_that_disappeared_stays_stored() {
    let mut world = World::new(false);
    world.arrive(&alice()).unwrap();

    let user =
        world.arrive(&json!({ "sub": "s1", "preferred_username": "alice", "email": "alice@a.example", "name": "Alice" }));

    assert_eq!(
        user.unwrap().service("authentik").unwrap().get("groups"),
        Some(&json!(["staff"]))
    );
}

#[test]
fn gates_refuse_with_their_error() {
    let mut world = World::new(false);
    world.workspace("Accounts_AllowedDomainsList", "b.example, c.example");
    assert_eq!(
        world.arrive(&alice()),
        Err("error-invalid-domain".to_owned())
    );

    world
        .workspace("Accounts_AllowedDomainsList", "")
        .workspace("Accounts_ManuallyApproveNewUsers", true);
    assert_eq!(
        world.arrive(&alice()),
        Err("error-user-is-not-activated".to_owned())
    );
}

#[test]
fn roles_and_channels_need_the_licence() {
    let map = r#"{"staff":["lounge","staff-room"],"board":"board"}"#;
    let roles = json!({ "sub": "s1", "preferred_username": "alice", "groups": ["staff", "moderator", "offline_access"] });
    for (licensed, expected_roles, expected_channels) in [
        (false, vec!["user"], vec!["general"]),
        (
            true,
            vec!["user", "moderator"],
            vec!["general", "lounge", "staff-room"],
        ),
    ] {
        let mut world = World::new(licensed);
        world
            .set("map_channels", true)
            .set("merge_roles", true)
            .set("groups_channel_map", map);
        world.set("roles_claim", "groups");

        let user = world.arrive(&roles).unwrap();

        assert_eq!(user.roles, expected_roles);
        assert_eq!(user.channels, expected_channels);
    }
}

#[test]
fn a_role_to_sync_is_taken_away_when_the_claim_lacks_it() {
    let mut world = World::new(true);
    world
        .set("merge_roles", true)
        .set("roles_claim", "groups")
        .set("roles_to_sync", "moderator, leader");
    let with =
        |groups: Value| json!({ "sub": "s1", "preferred_username": "alice", "groups": groups });
    world.arrive(&with(json!(["moderator", "guest"]))).unwrap();

    let user = world.arrive(&with(json!(["leader"]))).unwrap();

    assert_eq!(user.roles, ["user", "leader"]);
}

#[test]
fn one_invalid_channel_name_stops_every_login() {
    let mut world = World::new(true);
    world
        .set("map_channels", true)
        .set("groups_channel_map", r#"{"nobody":"not a name"}"#);

    assert_eq!(
        world.arrive(&alice()),
        Err("error-invalid-room-name".to_owned())
    );
}
