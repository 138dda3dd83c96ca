//! Hours of the week.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::invalid::Invalid;

const DAY: i64 = 24 * 60;
const RULE: Invalid = Invalid::new(
    "hours",
    "have at least one day, times within a day, and at most 14 hours from UTC",
);

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// The first day of the week: ISO 8601.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The seventh.
    Sunday,
}

impl Weekday {
    /// The week.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// The word in documents and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }

    /// The day that is so many days after 1970-01-01, a Thursday.
    fn of_day(day: i64) -> Option<Self> {
        let place = day.saturating_add(3).rem_euclid(7);
        usize::try_from(place)
            .ok()
            .and_then(|place| Self::ALL.get(place).copied())
    }
}

/// From one time of the day until another, on some days. What ends before it begins goes on after
/// midnight and belongs to the day on which it began; what ends when it begins is the whole day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Hours(Written);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    days: BTreeSet<Weekday>,
    from: i64,
    until: i64,
    utc_offset: i64,
}

impl TryFrom<Written> for Hours {
    type Error = Invalid;

    fn try_from(written: Written) -> Result<Self, Invalid> {
        let in_a_day = 0..DAY;
        let fits = !written.days.is_empty()
            && in_a_day.contains(&written.from)
            && in_a_day.contains(&written.until)
            && (-14 * 60..=14 * 60).contains(&written.utc_offset);
        if fits { Ok(Self(written)) } else { Err(RULE) }
    }
}

impl From<Hours> for Written {
    fn from(hours: Hours) -> Self {
        hours.0
    }
}

impl Hours {
    /// Times are minutes after midnight; the offset is minutes east of UTC.
    ///
    /// # Errors
    /// No day, a time outside of the day, or an offset that no place on earth has.
    pub fn new(
        days: impl IntoIterator<Item = Weekday>,
        from: i64,
        until: i64,
        utc_offset: i64,
    ) -> Result<Self, Invalid> {
        Self::try_from(Written {
            days: days.into_iter().collect(),
            from,
            until,
            utc_offset,
        })
    }

    /// On which days they begin.
    #[must_use]
    pub const fn days(&self) -> &BTreeSet<Weekday> {
        &self.0.days
    }

    /// When they begin, in minutes after midnight.
    #[must_use]
    pub const fn from(&self) -> i64 {
        self.0.from
    }

    /// When they end, in minutes after midnight.
    #[must_use]
    pub const fn until(&self) -> i64 {
        self.0.until
    }

    /// How many minutes east of UTC the clock is that they are read from.
    #[must_use]
    pub const fn utc_offset(&self) -> i64 {
        self.0.utc_offset
    }

    /// Whether this moment is within them.
    #[must_use]
    pub fn contain(&self, now: Timestamp) -> bool {
        let local = now
            .as_i64()
            .div_euclid(60)
            .saturating_add(self.0.utc_offset);
        let (day, minute) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let begins_on =
            |day| Weekday::of_day(day).is_some_and(|weekday| self.0.days.contains(&weekday));
        if self.0.from < self.0.until {
            return begins_on(day) && (self.0.from..self.0.until).contains(&minute);
        }
        (minute >= self.0.from && begins_on(day))
            || (minute < self.0.until && begins_on(day.saturating_sub(1)))
    }
}
