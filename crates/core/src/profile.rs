//! The standard claims that a person may have beside name, user name and e-mail address.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::invalid::Invalid;

/// OpenID Connect Core §5.1, the members that Gantry keeps as given.
/// <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// First name.
    pub given_name: Option<String>,
    /// Surname.
    pub family_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Casual name.
    pub nickname: Option<String>,
    /// Address of a page about the person.
    pub profile: Option<String>,
    /// Address of a picture of the person.
    pub picture: Option<String>,
    /// The person's own web site.
    pub website: Option<String>,
    /// Gender, in any words.
    pub gender: Option<String>,
    /// `YYYY-MM-DD`, `0000-MM-DD` or `YYYY`.
    pub birthdate: Option<String>,
    /// Time zone, such as `Europe/Berlin`.
    pub zoneinfo: Option<String>,
    /// Language and region, such as `de-DE`.
    pub locale: Option<String>,
    /// Telephone number, such as `+49 30 123456`.
    pub phone_number: Option<String>,
    /// Whether the number was verified.
    pub phone_number_verified: bool,
    /// Postal address, as lines of text.
    pub address: Option<String>,
}

impl Profile {
    /// Drops blank values and checks those with a grammar.
    ///
    /// # Errors
    /// A value that a relying party could not read.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        for value in self.texts_mut() {
            *value = value
                .take()
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty());
            if value
                .as_ref()
                .is_some_and(|text| text.chars().count() > 1024)
            {
                return Err(Invalid::new(
                    "profile",
                    "has values of at most 1024 characters",
                ));
            }
        }
        for address in [&self.profile, &self.picture, &self.website]
            .into_iter()
            .flatten()
        {
            if !is_web_address(address) {
                return Err(Invalid::new(
                    "web address",
                    "starts with https:// or http://",
                ));
            }
        }
        if self
            .birthdate
            .as_deref()
            .is_some_and(|date| !is_birthdate(date))
        {
            return Err(Invalid::new(
                "birthdate",
                "is YYYY-MM-DD, 0000-MM-DD or YYYY",
            ));
        }
        Ok(self)
    }

    fn texts_mut(&mut self) -> [&mut Option<String>; 13] {
        [
            &mut self.given_name,
            &mut self.family_name,
            &mut self.middle_name,
            &mut self.nickname,
            &mut self.profile,
            &mut self.picture,
            &mut self.website,
            &mut self.gender,
            &mut self.birthdate,
            &mut self.zoneinfo,
            &mut self.locale,
            &mut self.phone_number,
            &mut self.address,
        ]
    }
}

fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}

fn is_birthdate(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, length: usize| {
        part.len() == length && part.chars().all(|c| c.is_ascii_digit())
    };
    let between = |part: &str, most: u32| {
        digits(part, 2) && part.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n))
    };
    match parts.as_slice() {
        [year] => digits(year, 4),
        [year, month, day] => digits(year, 4) && between(month, 12) && between(day, 31),
        _ => false,
    }
}
