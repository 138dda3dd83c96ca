//! Forgetting the attempts that were counted against a person, so that the next one is heard.
//!
//! Attempts count by account, and by what was typed and the network it came from: the networks are
//! those of the refusals that the trail remembers. A browser that the person used before counts by
//! a cookie that nobody else knows; it waits five minutes at most.

use std::collections::BTreeSet;
use std::net::IpAddr;

use gantry_core::Digest;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::user::{User, UserId};
use gantry_store::audit::{self, AuditFilter};
use gantry_store::throttles;

use crate::accounts::Accounts;
use crate::error::Error;
use crate::permissions::{Acting, Helpdesk};
use crate::throttle::{self, Bucket};
use crate::trail::Line;
use crate::users::act::unknown;
use crate::users::change::held;

/// How many lines of the trail are searched for networks.
const LINES: i64 = 200;

impl Accounts {
    /// Forgets the attempts that were counted against a person, and says in how many places.
    ///
    /// # Errors
    /// An unknown person, or one whom the helpdesk may not help.
    pub async fn unlock<H>(&self, by: &H, id: UserId) -> Result<u64, Error>
    where
        H: Acting + Copy,
        Helpdesk: From<H>,
    {
        self.trail.flush().await;
        let user = self.user(id).await?.ok_or_else(|| unknown("user", &id))?;
        let mut conn = self.store.read().await?;
        let lines = audit::list(&mut conn, AuditFilter::User(id), None, LINES).await?;
        drop(conn);
        let subjects: BTreeSet<Vec<u8>> = buckets(&user, &lines)
            .into_iter()
            .map(|bucket| bucket.subject().as_bytes().to_vec())
            .collect();
        let line = Line {
            user_id: Some(id),
            ..Line::by(by, Event::Unlocked)
        };
        let act = (Helpdesk::from(*by), id, subjects, line.entry(&self.env));
        self.act(act, |tx, (by, id, subjects, entry)| {
            Box::pin(async move {
                by.may_help(&held(tx, *id).await?)?;
                let mut forgotten = 0;
                for subject in subjects {
                    let subject = Digest::from_slice(subject)?;
                    let found = throttles::find(tx, subject, entry.at).await?;
                    forgotten += u64::from(found.is_some());
                    throttles::clear(tx, subject).await?;
                }
                audit::insert(tx, entry).await?;
                Ok(forgotten)
            })
        })
        .await
    }
}

/// Every place where attempts on this account are known to count.
fn buckets(user: &User, lines: &[AuditEntry]) -> Vec<Bucket> {
    let id = user.id;
    let mut buckets = vec![
        Bucket::from_everywhere(&format!("sign-in\naccount\n{id}")),
        Bucket::of(&format!("change password\n{id}")),
        Bucket::of(&format!("device\naccount\n{id}")),
    ];
    let mut typed = vec![user.username.folded()];
    typed.extend(user.email.as_ref().map(|email| email.as_str().to_owned()));
    for network in networks(lines) {
        for typed in &typed {
            buckets.push(Bucket::of(&format!("sign-in\nnetwork\n{network}\n{typed}")));
        }
    }
    buckets
}

/// The networks that refused sign-ins came from.
fn networks(lines: &[AuditEntry]) -> BTreeSet<IpAddr> {
    let refused = lines
        .iter()
        .filter(|line| line.event == Event::SignIn && line.reason.is_some());
    refused
        .filter_map(|line| line.detail.strip_prefix("from "))
        .filter_map(|rest| rest.split_whitespace().next()?.parse().ok())
        .map(throttle::network)
        .collect()
}
