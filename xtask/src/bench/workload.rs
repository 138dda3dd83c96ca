//! What is driven.

use std::fmt;

use anyhow::Result;

use crate::bench::connection::Connection;
use crate::bench::journey;
use crate::bench::seed::Seeded;

/// One kind of load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workload {
    /// The discovery document.
    Discovery,
    /// Userinfo with a token that was used before.
    Userinfo,
    /// Authorize, token and userinfo with a session, RS256.
    SignIn,
    /// The same with ES256.
    SignInEs256,
    /// The same without a session: login page and password check.
    Login,
    /// A page of the administration, by its place among those of the seed.
    Page(usize),
}

impl Workload {
    /// In the order in which they are printed.
    pub(crate) const ALL: [Self; 5] = [
        Self::Discovery,
        Self::Userinfo,
        Self::SignIn,
        Self::SignInEs256,
        Self::Login,
    ];

    /// One operation, for the person whose turn it is.
    pub(crate) async fn once(
        self,
        connection: &mut Connection,
        seeded: &Seeded,
        turn: usize,
    ) -> Result<()> {
        match self {
            Self::Discovery => {
                let answer = connection
                    .get("/.well-known/openid-configuration", &[])
                    .await?;
                answer.ok().map(|_| ())
            }
            Self::Userinfo => journey::userinfo(connection, seeded.token(turn)?).await,
            Self::SignIn => {
                journey::sign_in(connection, &seeded.rs256, seeded.session(turn)?).await
            }
            Self::SignInEs256 => {
                journey::sign_in(connection, &seeded.es256, seeded.session(turn)?).await
            }
            Self::Page(place) => {
                let (cookie, path) = seeded.page(place)?;
                let answer = connection.get(path, &[("cookie", cookie)]).await?;
                answer.ok().map(|_| ())
            }
            Self::Login => {
                let name = Seeded::username(turn);
                journey::login(connection, &seeded.rs256, &name)
                    .await
                    .map(|_| ())
            }
        }
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Discovery => "discovery",
            Self::Userinfo => "userinfo",
            Self::SignIn => "sign-in RS256",
            Self::SignInEs256 => "sign-in ES256",
            Self::Login => "login",
            Self::Page(_) => "page",
        })
    }
}
