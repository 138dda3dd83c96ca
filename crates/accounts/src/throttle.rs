//! Slowing down guesses: per account and device in the database, per address in memory.
//!
//! An attempt is counted before the password is checked, so that parallel guesses cannot all slip
//! through; a success forgets the count. Waiting never grows beyond five minutes: nobody is locked
//! out for good.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use gantry_core::client::ClientRowId;
use gantry_core::user::UserId;
use gantry_core::{Digest, Seconds, Timestamp};
use gantry_store::{StoreError, Tx, throttles};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Attempts that are answered at once.
const FREE_ATTEMPTS: i64 = 5;
/// The longest wait.
const LONGEST: Seconds = Seconds::minutes(5);
/// Counts are forgotten after this.
const FORGOTTEN: Seconds = Seconds::hours(24);

/// Whether an attempt may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Check the password.
    Admitted,
    /// Answer "slow down", and for how long.
    Wait(Seconds),
}

/// Counts an attempt against a subject and says whether it may go on.
///
/// # Errors
/// A breakdown of the database.
pub async fn admit(tx: &mut Tx, subject: Digest, now: Timestamp) -> Result<Admission, StoreError> {
    let Some(attempts) = throttles::count_attempt(tx, subject, now, now.plus(FORGOTTEN)).await?
    else {
        let throttle = throttles::find(tx, subject, now).await?;
        let until = throttle.map_or(now, |throttle| throttle.blocked_until);
        return Ok(Admission::Wait(until.since(now).max(Seconds::new(1))));
    };
    if let Some(wait) = wait_after(attempts) {
        throttles::block(tx, subject, now.plus(wait)).await?;
    }
    Ok(Admission::Admitted)
}

/// One second after the fifth attempt, then twice as long each time.
fn wait_after(attempts: i64) -> Option<Seconds> {
    let further = u32::try_from(attempts - FREE_ATTEMPTS).ok()?;
    let wait = 1_i64.checked_shl(further.min(20)).unwrap_or(i64::MAX);
    Some(Seconds::new(wait).min(LONGEST))
}

/// How many requests per minute are heard.
#[derive(Debug, Clone, Copy)]
pub struct RequestLimits {
    /// Sign-in attempts from one address; a whole office may share one.
    pub sign_ins_per_address: NonZeroU32,
    /// Token and userinfo requests for one account through one client.
    pub requests_per_account: NonZeroU32,
}

impl Default for RequestLimits {
    fn default() -> Self {
        let limit = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self {
            sign_ins_per_address: limit(300),
            requests_per_account: limit(600),
        }
    }
}

/// The limits of this process.
pub struct AddressLimits {
    sign_ins: DefaultKeyedRateLimiter<IpAddr>,
    accounts: DefaultKeyedRateLimiter<(ClientRowId, UserId)>,
}

impl AddressLimits {
    /// Limits that begin unused.
    #[must_use]
    pub fn new(limits: RequestLimits) -> Self {
        Self {
            sign_ins: RateLimiter::keyed(Quota::per_minute(limits.sign_ins_per_address)),
            accounts: RateLimiter::keyed(Quota::per_minute(limits.requests_per_account)),
        }
    }

    /// Whether a sign-in from this address is heard. IPv6 addresses count by their /64.
    #[must_use]
    pub fn hears_sign_in(&self, address: IpAddr) -> bool {
        let network = match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        };
        self.sign_ins.check_key(&network).is_ok()
    }

    /// Whether a token or userinfo request for this account through this client is heard.
    #[must_use]
    pub fn hears_request(&self, client: ClientRowId, user: UserId) -> bool {
        self.accounts.check_key(&(client, user)).is_ok()
    }

    /// Forgets who has been quiet. Call it once a minute.
    pub fn forget_quiet(&self) {
        self.sign_ins.retain_recent();
        self.accounts.retain_recent();
    }
}

impl Default for AddressLimits {
    fn default() -> Self {
        Self::new(RequestLimits::default())
    }
}

impl fmt::Debug for AddressLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressLimits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_begins_after_five_attempts_and_never_exceeds_five_minutes() {
        assert_eq!(wait_after(4), None);
        assert_eq!(wait_after(5), Some(Seconds::new(1)));
        assert_eq!(wait_after(8), Some(Seconds::new(8)));
        assert_eq!(wait_after(1_000_000), Some(Seconds::minutes(5)));
    }

    #[test]
    fn addresses_of_one_ipv6_network_share_a_limit() {
        let one = NonZeroU32::MIN;
        let limits = AddressLimits::new(RequestLimits {
            sign_ins_per_address: one,
            requests_per_account: one,
        });

        assert!(limits.hears_sign_in("2001:db8::1".parse().unwrap()));
        assert!(!limits.hears_sign_in("2001:db8::2".parse().unwrap()));
        assert!(limits.hears_sign_in("2001:db8:0:1::1".parse().unwrap()));
    }
}
