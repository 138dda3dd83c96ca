//! What the load needs: 64 people with sessions, and two clients.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::bench::connection::Connection;
use crate::bench::journey;
use crate::bench::server::Server;

const PEOPLE: usize = 64;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A registered client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) redirect_uri: String,
}

/// Everything that was made.
#[derive(Debug)]
pub(crate) struct Seeded {
    pub(crate) rs256: Client,
    pub(crate) es256: Client,
    /// The cookie header of each person's session.
    pub(crate) sessions: Vec<String>,
    /// An access token of each person.
    pub(crate) tokens: Vec<String>,
    /// The cookie header of an administrator, and pages to look at.
    pub(crate) administration: (String, Vec<String>),
}

impl Seeded {
    /// The name of the person whose turn it is.
    pub(crate) fn username(turn: usize) -> String {
        format!("person{}", turn % PEOPLE)
    }

    /// The session of the person whose turn it is.
    pub(crate) fn session(&self, turn: usize) -> Result<&str> {
        let session = self.sessions.get(turn % PEOPLE);
        session.map(String::as_str).context("a session")
    }

    /// The administrator's cookie, and the address of a page.
    pub(crate) fn page(&self, place: usize) -> Result<(&str, &str)> {
        let (cookie, pages) = &self.administration;
        let page = pages.get(place).context("a page")?;
        Ok((cookie, page))
    }

    /// A token of the person whose turn it is.
    pub(crate) fn token(&self, turn: usize) -> Result<&str> {
        let token = self.tokens.get(turn % PEOPLE);
        token.map(String::as_str).context("a token")
    }
}

/// Makes everything by command and by signing in.
pub(crate) async fn seed(server: &Server) -> Result<Seeded> {
    let rs256 = add_client(server, "Bench RS256", "RS256")?;
    let es256 = add_client(server, "Bench ES256", "ES256")?;
    let mut seeded = Seeded {
        rs256,
        es256,
        sessions: Vec::new(),
        tokens: Vec::new(),
        administration: (String::new(), Vec::new()),
    };
    for number in 0..PEOPLE {
        let name = Seeded::username(number);
        let email = format!("{name}@example.org");
        let arguments = [
            "user",
            "add",
            &name,
            "--email",
            &email,
            "--name",
            &name,
            "--password-stdin",
        ];
        server.command(&arguments, PASSWORD)?;
        let (session, token) = log_in(server, &seeded.rs256, &name).await?;
        seeded.sessions.push(session);
        seeded.tokens.push(token);
    }
    Ok(seeded)
}

/// The cookie header of a new session, and an access token.
pub(crate) async fn log_in(
    server: &Server,
    client: &Client,
    name: &str,
) -> Result<(String, String)> {
    let mut connection = Connection::open(&server.address()).await?;
    let token = journey::login(&mut connection, client, name).await?;
    let session = connection
        .cookies()
        .iter()
        .find(|(name, _)| name.ends_with("session"));
    let (name, value) = session.context("a session cookie")?;
    Ok((format!("{name}={value}"), token))
}

fn add_client(server: &Server, name: &str, algorithm: &str) -> Result<Client> {
    let url = "https://chat.example.org";
    let printed = server.command(
        &[
            "client",
            "add",
            name,
            "--template",
            "rocketchat",
            "--url",
            url,
        ]
        .into_iter()
        .chain(["--id-token-alg", algorithm, "--json"])
        .collect::<Vec<_>>(),
        "",
    )?;
    let json: Value = serde_json::from_str(&printed)?;
    let text = |pointer: &str| {
        let value = json.pointer(pointer).and_then(Value::as_str);
        value
            .map(str::to_owned)
            .with_context(|| format!("{pointer} in {printed}"))
    };
    Ok(Client {
        id: text("/client_id")?,
        secret: text("/client_secret")?,
        redirect_uri: text("/redirect_uris/0")?,
    })
}
