//! Where an attempt counts.
//!
//! A browser that the person used before counts by itself, so that no stranger's guesses slow the
//! person down there. Any other counts by what was typed and the network it came from, the same
//! for names that exist and names that do not; above that everybody's attempts on one account
//! count together. That second count says nothing about itself: name and address of a person
//! share it, and "slow down" for one after guesses at the other would tell that they do.

use gantry_core::user::User;
use gantry_core::{Digest, Seconds};

use super::Attempt;
use crate::accounts::Accounts;
use crate::error::Error;
use crate::throttle::{self, Admission, Bucket};
use crate::users::names::Login;

/// The buckets of an attempt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    here: Bucket,
    everywhere: Option<Bucket>,
}

impl Counted {
    /// What a success forgets.
    pub(super) fn subjects(self) -> impl Iterator<Item = Digest> {
        let buckets = [Some(self.here), self.everywhere];
        buckets.into_iter().flatten().map(Bucket::subject)
    }
}

/// Whether an attempt is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hearing {
    /// Check the password.
    Heard,
    /// Say "slow down", and for how long.
    Wait(Seconds),
    /// Say what a wrong password is told, after as long.
    Unheard,
}

impl Accounts {
    /// Where an attempt counts.
    pub(super) fn counted(&self, attempt: &Attempt, user: Option<&User>) -> Result<Counted, Error> {
        if let (Some(user), Some(cookie)) = (user, &attempt.device_cookie)
            && self.knows_device(user, cookie)?
        {
            return Ok(Counted {
                here: Bucket::of(&format!("sign-in\ndevice\n{}\n{cookie}", user.id)),
                everywhere: None,
            });
        }
        let typed = folded(&attempt.login);
        let network = throttle::network(attempt.address);
        let account = user.map_or_else(|| format!("nobody\n{typed}"), |user| user.id.to_string());
        Ok(Counted {
            here: Bucket::of(&format!("sign-in\nnetwork\n{network}\n{typed}")),
            everywhere: Some(Bucket::from_everywhere(&format!(
                "sign-in\naccount\n{account}"
            ))),
        })
    }

    /// Counts an attempt before its password is checked.
    pub(super) async fn hear(&self, counted: Counted) -> Result<Hearing, Error> {
        let act = (counted, self.env.now());
        let heard = self.store.write(act, |tx, (counted, now)| {
            Box::pin(async move {
                if let Admission::Wait(wait) = throttle::admit(tx, counted.here, *now).await? {
                    return Ok(Hearing::Wait(wait));
                }
                let Some(everywhere) = counted.everywhere else {
                    return Ok(Hearing::Heard);
                };
                Ok(match throttle::admit(tx, everywhere, *now).await? {
                    Admission::Admitted => Hearing::Heard,
                    Admission::Wait(_) => Hearing::Unheard,
                })
            })
        });
        Ok(heard.await?)
    }

    /// Counts an attempt in one bucket.
    pub(crate) async fn admit(&self, bucket: Bucket) -> Result<Admission, Error> {
        let act = (bucket, self.env.now());
        let admitted = self.store.write(act, |tx, (bucket, now)| {
            Box::pin(throttle::admit(tx, *bucket, *now))
        });
        Ok(admitted.await?)
    }
}

/// One text for every spelling that means the same person.
fn folded(login: &str) -> String {
    match Login::parse(login) {
        Ok(Login::Username(name)) => name.folded(),
        Ok(Login::Email(email)) => email.as_str().to_owned(),
        Err(_) => login.trim().to_lowercase(),
    }
}
