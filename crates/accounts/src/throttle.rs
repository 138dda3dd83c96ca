//! Slowing down guesses: in buckets of the database, and per address in memory.
//!
//! An attempt is counted before the password is checked, so that parallel guesses cannot all slip
//! through; a success forgets the count. Waiting never grows beyond five minutes: nobody is locked
//! out for good.

mod clients;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;

use gantry_core::api_token::ApiTokenId;
use gantry_core::client::ClientRowId;
use gantry_core::user::UserId;
use gantry_core::{Digest, Seconds, Timestamp};
use gantry_store::{StoreError, Tx, throttles};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::throttle::clients::ClientLimits;

/// Attempts that are answered at once.
const FREE_ATTEMPTS: i64 = 5;
/// Attempts on one account, from everywhere together, that are answered at once.
const FREE_ATTEMPTS_FROM_EVERYWHERE: i64 = 50;
/// The longest wait.
const LONGEST: Seconds = Seconds::minutes(5);
/// Counts are forgotten after this.
const FORGOTTEN: Seconds = Seconds::hours(24);

/// Where attempts are counted together, and how many of them are answered at once.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    subject: Digest,
    free: i64,
}

impl Bucket {
    /// A bucket by its name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self {
            subject: Digest::of(name.as_bytes()),
            free: FREE_ATTEMPTS,
        }
    }

    /// A bucket for everybody's attempts together.
    #[must_use]
    pub fn from_everywhere(name: &str) -> Self {
        Self {
            free: FREE_ATTEMPTS_FROM_EVERYWHERE,
            ..Self::of(name)
        }
    }

    /// What the database calls it.
    #[must_use]
    pub const fn subject(self) -> Digest {
        self.subject
    }
}

/// Whether an attempt may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Check the password.
    Admitted,
    /// Answer "slow down", and for how long.
    Wait(Seconds),
}

/// Counts an attempt in a bucket and says whether it may go on.
///
/// # Errors
/// A breakdown of the database.
pub async fn admit(tx: &mut Tx, bucket: Bucket, now: Timestamp) -> Result<Admission, StoreError> {
    let subject = bucket.subject;
    let Some(attempts) = throttles::count_attempt(tx, subject, now, now.plus(FORGOTTEN)).await?
    else {
        let throttle = throttles::find(tx, subject, now).await?;
        let until = throttle.map_or(now, |throttle| throttle.blocked_until);
        return Ok(Admission::Wait(until.since(now).max(Seconds::new(1))));
    };
    if let Some(wait) = wait_after(attempts, bucket.free) {
        throttles::block(tx, subject, now.plus(wait)).await?;
    }
    Ok(Admission::Admitted)
}

/// One second after the last free attempt, then twice as long each time.
fn wait_after(attempts: i64, free: i64) -> Option<Seconds> {
    let further = u32::try_from(attempts - free).ok()?;
    let wait = 1_i64.checked_shl(further.min(20)).unwrap_or(i64::MAX);
    Some(Seconds::new(wait).min(LONGEST))
}

/// How many sign-ins may be begun for each that is heard; many are begun and left.
const AUTHORIZATIONS_PER_SIGN_IN: NonZeroU32 = NonZeroU32::MIN.saturating_add(3);

/// How many clients may be registered from one address in an hour, and at once.
const REGISTRATIONS: Quota = Quota::per_hour(NonZeroU32::MIN.saturating_add(199))
    .allow_burst(NonZeroU32::MIN.saturating_add(29));

/// How many registrations may be changed from one address in an hour, and at once: each change
/// makes every server read its clients again.
const REGISTRATION_CHANGES: Quota = Quota::per_hour(NonZeroU32::MIN.saturating_add(199))
    .allow_burst(NonZeroU32::MIN.saturating_add(59));

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
    refusals: DefaultKeyedRateLimiter<IpAddr>,
    authorizations: DefaultKeyedRateLimiter<IpAddr>,
    registrations: DefaultKeyedRateLimiter<IpAddr>,
    registration_changes: DefaultKeyedRateLimiter<IpAddr>,
    accounts: DefaultKeyedRateLimiter<(ClientRowId, UserId)>,
    clients: ClientLimits,
}

impl AddressLimits {
    /// Limits that begin unused.
    #[must_use]
    pub fn new(limits: RequestLimits) -> Self {
        Self {
            sign_ins: RateLimiter::keyed(
                Quota::per_minute(limits.sign_ins_per_address)
                    .allow_burst(burst(limits.sign_ins_per_address)),
            ),
            refusals: RateLimiter::keyed(Quota::per_minute(NonZeroU32::MIN)),
            authorizations: RateLimiter::keyed(Quota::per_minute(
                limits
                    .sign_ins_per_address
                    .saturating_mul(AUTHORIZATIONS_PER_SIGN_IN),
            )),
            registrations: RateLimiter::keyed(REGISTRATIONS),
            registration_changes: RateLimiter::keyed(REGISTRATION_CHANGES),
            accounts: RateLimiter::keyed(Quota::per_minute(limits.requests_per_account)),
            clients: ClientLimits::new(),
        }
    }

    /// Whether a sign-in from this address is heard. IPv6 addresses count by their /64.
    #[must_use]
    pub fn hears_sign_in(&self, address: IpAddr) -> bool {
        self.sign_ins.check_key(&site(address)).is_ok()
    }

    /// Whether the trail gets a line about a sign-in that was not heard: one a minute and address.
    #[must_use]
    pub fn notes_refusal(&self, address: IpAddr) -> bool {
        self.refusals.check_key(&site(address)).is_ok()
    }

    /// Whether an authorization request of somebody who is not signed in is heard: each is stored
    /// for an hour.
    #[must_use]
    pub fn hears_authorization(&self, address: IpAddr) -> bool {
        self.authorizations.check_key(&site(address)).is_ok()
    }

    /// Whether a registration of a client from this address is heard where everybody may register.
    #[must_use]
    pub fn hears_registration(&self, address: IpAddr) -> bool {
        self.registrations.check_key(&site(address)).is_ok()
    }

    /// Whether a change of a registration from this address is heard.
    #[must_use]
    pub fn hears_registration_change(&self, address: IpAddr) -> bool {
        self.registration_changes.check_key(&site(address)).is_ok()
    }

    /// Whether a token or userinfo request for this account through this client is heard.
    #[must_use]
    pub fn hears_request(&self, client: ClientRowId, user: UserId) -> bool {
        self.accounts.check_key(&(client, user)).is_ok()
    }

    /// Whether a request with this token of the API is heard.
    #[must_use]
    pub fn hears_api(&self, token: ApiTokenId, user: UserId) -> bool {
        // A token counts as an application of its own.
        self.hears_request(ClientRowId::from_uuid(token.as_uuid()), user)
    }

    /// Forgets who has been quiet. Call it once a minute.
    pub fn forget_quiet(&self) {
        self.sign_ins.retain_recent();
        self.refusals.retain_recent();
        self.authorizations.retain_recent();
        self.registrations.retain_recent();
        self.registration_changes.retain_recent();
        self.accounts.retain_recent();
        self.clients.forget_quiet();
    }
}

/// A fifth of a minute's requests may come at once.
fn burst(per_minute: NonZeroU32) -> NonZeroU32 {
    NonZeroU32::new(per_minute.get() / 5).unwrap_or(NonZeroU32::MIN)
}

/// One address, or one IPv6 network of the size that a household gets.
pub(crate) fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// The neighbourhood of an address, /24 or /64: changing the address inside it gains nothing.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match site(address) {
        IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() >> 8 << 8)),
        v6 @ IpAddr::V6(_) => v6,
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
        assert_eq!(wait_after(4, 5), None);
        assert_eq!(wait_after(5, 5), Some(Seconds::new(1)));
        assert_eq!(wait_after(8, 5), Some(Seconds::new(8)));
        assert_eq!(wait_after(1_000_000, 5), Some(Seconds::minutes(5)));
    }

    #[test]
    fn a_fifth_of_a_minutes_sign_ins_may_come_at_once() {
        let limits = AddressLimits::default();
        let address = "192.0.2.1".parse().unwrap();

        let heard = (0..300).filter(|_| limits.hears_sign_in(address)).count();

        assert!((60..=70).contains(&heard), "{heard} were heard");
    }

    #[test]
    fn neighbours_share_a_network() {
        let of = |text: &str| network(text.parse().unwrap()).to_string();

        assert_eq!(of("192.0.2.77"), "192.0.2.0");
        assert_eq!(of("::ffff:192.0.2.77"), "192.0.2.0");
        assert_eq!(of("2001:db8::1:2"), "2001:db8::");
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
