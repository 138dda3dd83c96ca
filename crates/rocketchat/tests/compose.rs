//! The compose file of this repository says what the environment rendering says.
#![expect(clippy::unwrap_used, reason = "an unreadable file is a failed test")]

use std::collections::BTreeMap;

use gantry_rocketchat::settings::{
    Connection, RocketChatVersion, ServiceName, environment, settings,
};
use url::Url;

const COMPOSE: &str = include_str!("../../../docker-compose.yml");

/// The `environment:` mapping of one service; good for this file, not for all YAML.
fn variables(service: &str) -> BTreeMap<String, String> {
    COMPOSE
        .lines()
        .skip_while(|line| *line != format!("  {service}:"))
        .skip(1)
        .take_while(|line| line.is_empty() || line.starts_with("   ") || line.starts_with("  #"))
        .skip_while(|line| *line != "    environment:")
        .skip(1)
        .take_while(|line| line.starts_with("      "))
        .filter(|line| !line.trim_start().starts_with('#'))
        .map(|line| {
            let (name, value) = line.trim().split_once(": ").unwrap();
            (name.to_owned(), with_defaults(value.trim_matches('"')))
        })
        .collect()
}

/// `${NAME:-default}` as compose reads it when nothing is set.
fn with_defaults(value: &str) -> String {
    let Some((before, rest)) = value.split_once("${") else {
        return value.to_owned();
    };
    let (inside, after) = rest.split_once('}').unwrap();
    let (_, default) = inside.split_once(":-").unwrap();
    format!("{before}{default}{}", with_defaults(after))
}

/// The image's tag, so that the rows fit the pinned version.
fn version() -> RocketChatVersion {
    let image = COMPOSE
        .lines()
        .find(|line| line.contains("/rocket.chat:"))
        .unwrap();
    RocketChatVersion::parse(image.rsplit_once(':').unwrap().1).unwrap()
}

#[test]
fn rocketchat_is_told_exactly_what_the_rendering_says() {
    let gantry = variables("gantry");
    let said = |name: &str| gantry.get(name).unwrap().clone();
    let connection = Connection {
        service: ServiceName::parse(&said("GANTRY_BOOTSTRAP_CLIENT_SERVICE")).unwrap(),
        label: "Gantry".to_owned(),
        public_url: Url::parse(&said("GANTRY_PUBLIC_URL")).unwrap(),
        client_id: said("GANTRY_BOOTSTRAP_CLIENT_ID"),
        client_secret: Some(said("GANTRY_BOOTSTRAP_CLIENT_SECRET")),
        version: version(),
    };

    let mut written = variables("rocketchat");
    written.retain(|name, _| {
        name.starts_with("Accounts_") || name.starts_with("OVERWRITE_SETTING_Accounts_")
    });

    let expected = environment(&settings(&connection)).unwrap();
    assert_eq!(written, expected.into_iter().collect());
}

#[test]
fn browser_and_container_use_one_name() {
    let public_url = Url::parse(variables("gantry").get("GANTRY_PUBLIC_URL").unwrap()).unwrap();
    let host = public_url.host_str().unwrap();

    assert!(
        COMPOSE.contains(&format!("aliases: [{host}]")),
        "{host} is no network alias"
    );
}

#[test]
fn the_registered_workspace_is_where_rocketchat_says_it_is() {
    assert_eq!(
        variables("gantry").get("GANTRY_BOOTSTRAP_CLIENT_URL"),
        variables("rocketchat").get("ROOT_URL")
    );
}

#[test]
fn the_pinned_rocketchat_needs_no_licence_and_is_sound() {
    assert!(!version().needs_licence_for_custom_oauth());
    assert_eq!(version().known_bad(), None);
}
