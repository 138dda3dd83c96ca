//! `/apps`: what this person may open.

use axum::extract::State;
use gantry_accounts::Accounts;
use gantry_core::client::Client;
use gantry_store::sessions::LiveSession;
use url::Url;

use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::look::picture_address;
use crate::render::{Nav, Page};
use crate::views::apps::{AppCard, Apps};

/// How many clients are read at a time.
const CHUNK: i64 = 200;

/// The page.
pub(crate) async fn get(
    State(app): State<AppState>,
    SignedIn { visitor, live }: SignedIn,
) -> Result<Page<Apps>, HttpError> {
    let mut cards = cards(app.accounts(), &live).await?;
    cards.sort_by_cached_key(|card| card.name.to_lowercase());
    Ok(Page::new(Apps {
        shell: visitor.shell(Nav::Apps),
        cards,
    }))
}

async fn cards(accounts: &Accounts, live: &LiveSession) -> Result<Vec<AppCard>, HttpError> {
    let groups = accounts.groups_of(live.user.id).await?;
    let mut cards = Vec::new();
    let mut after = None;
    loop {
        let clients = accounts.list_clients(after.as_ref(), CHUNK).await?;
        let open = clients
            .iter()
            .filter(|client| accounts.is_open_to(client, live, &groups));
        cards.extend(open.filter_map(card));
        after = clients.last().map(|client| client.slug.clone());
        if after.is_none() {
            return Ok(cards);
        }
    }
}

fn card(client: &Client) -> Option<AppCard> {
    let address = client.settings.launch_url.as_ref()?;
    (!client.disabled).then(|| AppCard {
        name: client.name.clone(),
        host: host(address),
        icon: client
            .settings
            .presentation
            .icon
            .as_deref()
            .map(picture_address),
        launch: format!("/application/launch/{}/", client.slug),
    })
}

/// The host of an address, with its port if it is an unusual one.
pub(crate) fn host(address: &str) -> String {
    let Ok(url) = Url::parse(address) else {
        return address.to_owned();
    };
    let host = url.host_str().unwrap_or(url.scheme());
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn a_card_shows_the_host_and_an_unusual_port() {
        assert_eq!(host("https://chat.example.org/home"), "chat.example.org");
        assert_eq!(host("http://localhost:3000"), "localhost:3000");
        assert_eq!(host("org.example.app:/callback"), "org.example.app");
    }
}
