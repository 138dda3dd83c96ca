//! Names that belong to one person for ever, and the words by which people are found.

use std::collections::BTreeSet;

use gantry_core::audit::Event;
use gantry_core::email::Email;
use gantry_core::user::User;
use gantry_core::username::Username;
use gantry_core::{Digest, Invalid, Timestamp};
use gantry_store::{Tx, audit, used_identifiers, users};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::act::{Undo, exclusively, unknown};

/// A name to sign in with.
#[derive(Debug, Clone)]
pub(crate) enum Login {
    Username(Username),
    Email(Email),
}

impl Login {
    /// Text with `@` is an address, any other a user name: neither can be the other.
    pub(crate) fn parse(text: &str) -> Result<Self, Invalid> {
        if text.contains('@') {
            text.parse().map(Self::Email)
        } else {
            text.parse().map(Self::Username)
        }
    }

    /// What `used_identifiers` remembers of it.
    fn digest(&self) -> Digest {
        match self {
            Self::Username(name) => Digest::of(format!("username:{}", name.folded()).as_bytes()),
            Self::Email(email) => Digest::of(format!("email:{}", email.as_str()).as_bytes()),
        }
    }
}

/// Takes user name and address for a person, for ever.
pub(crate) async fn claim(tx: &mut Tx, user: &User, now: Timestamp) -> Result<(), Undo> {
    let username = Login::Username(user.username.clone()).digest();
    if !used_identifiers::claim(tx, username, &user.subject, now).await? {
        return Err(Refusal::UsernameTaken.into());
    }
    if let Some(email) = user.email.clone() {
        let email = Login::Email(email).digest();
        if !used_identifiers::claim(tx, email, &user.subject, now).await? {
            return Err(Refusal::EmailTaken.into());
        }
    }
    Ok(())
}

/// Folded words of name, user name and address, in the order in which the database has them.
pub(crate) fn words(user: &User) -> BTreeSet<String> {
    let mut words = BTreeSet::from([user.username.folded()]);
    add_pieces(&mut words, user.name.as_str());
    add_pieces(&mut words, user.username.as_str());
    if let Some(email) = &user.email {
        let local = email
            .as_str()
            .split_once('@')
            .map_or("", |(local, _)| local);
        words.extend([email.as_str(), local].map(str::to_owned));
        add_pieces(&mut words, local);
    }
    words.remove("");
    words
}

fn add_pieces(words: &mut BTreeSet<String>, text: &str) {
    let folded = text.to_lowercase();
    words.extend(folded.split_whitespace().map(str::to_owned));
    words.extend(
        folded
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_owned),
    );
}

impl Accounts {
    /// Gives a user name or an address free, so that somebody else may have it.
    ///
    /// Applications that know people by name may take the new owner for the old one: warn first.
    ///
    /// # Errors
    /// A name that nobody ever had, or that somebody has.
    pub async fn release_name(&self, by: &Administrator, name: &str) -> Result<(), Error> {
        let login = Login::parse(name)?;
        let mut line = Line::by(by, Event::UserChanged);
        line.detail = format!("released {name}");
        let act = (login, name.to_owned(), line.entry(&self.env));
        self.act(act, |tx, (login, name, entry)| {
            Box::pin(async move {
                exclusively(tx).await?;
                match login {
                    Login::Username(username)
                        if users::by_username(tx, username).await?.is_some() =>
                    {
                        return Err(Refusal::UsernameTaken.into());
                    }
                    Login::Email(email) if users::by_email(tx, email).await?.is_some() => {
                        return Err(Refusal::EmailTaken.into());
                    }
                    _ => {}
                }
                if !used_identifiers::release(tx, login.digest()).await? {
                    return Err(unknown("used name", name).into());
                }
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }
}
