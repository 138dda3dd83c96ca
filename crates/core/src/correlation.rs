//! The short code that joins authorize, code, token and userinfo of one login in the trail.

use std::fmt;
use std::str::FromStr;

use crate::env::Env;
use crate::invalid::Invalid;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 2026-01-01T00:00:00Z: codes count from here, so that 30 bits of seconds last until 2060.
const START: i64 = 1_767_225_600;
const RANDOM_BITS: i64 = 1 << 15;
const CHARACTERS: u32 = 9;

/// One login's code, such as `0VR-3K7-4Q2`: 30 bits of time, 15 random bits, Crockford's base 32.
///
/// ```
/// use gantry_core::Env;
/// use gantry_core::correlation::Correlation;
///
/// let code = Correlation::generate(&Env::system());
/// assert_eq!(code.to_string().to_lowercase().parse(), Ok(code));
/// assert!("K7-4Q2M".parse::<Correlation>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Correlation(i64);

impl Correlation {
    /// A new code; codes made later sort later.
    #[must_use]
    pub fn generate(env: &Env) -> Self {
        let seconds = (env.now().as_i64() - START).clamp(0, (1 << 30) - 1);
        let random = i64::from(u16::from_be_bytes(env.random())) % RANDOM_BITS;
        Self(seconds * RANDOM_BITS + random)
    }

    /// A code read back from the database.
    #[must_use]
    pub const fn from_i64(value: i64) -> Self {
        Self(value)
    }

    /// The plain number, for the database.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }
}

impl Correlation {
    /// The first and the last code that begin with these letters, read as generously as a whole
    /// code; `None` for fewer than three letters, which would be most of all codes.
    ///
    /// ```
    /// use gantry_core::correlation::Correlation;
    ///
    /// let (first, last) = Correlation::beginning_with("0vr 3k").unwrap();
    /// assert_eq!(first.to_string(), "0VR-3K0-000");
    /// assert_eq!(last.to_string(), "0VR-3KZ-ZZZ");
    /// assert_eq!(Correlation::beginning_with("0v"), None);
    /// ```
    #[must_use]
    pub fn beginning_with(text: &str) -> Option<(Self, Self)> {
        let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let length = u32::try_from(letters.chars().count()).ok()?;
        if !(3..=CHARACTERS).contains(&length) {
            return None;
        }
        let filled = |letter: &str| {
            let missing = usize::try_from(CHARACTERS - length).unwrap_or(0);
            format!("{letters}{}", letter.repeat(missing)).parse().ok()
        };
        Some((filled("0")?, filled("Z")?))
    }
}

impl fmt::Display for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for position in (0..CHARACTERS).rev() {
            let digit = usize::try_from((self.0 >> (5 * position)) & 31).unwrap_or(0);
            let character = ALPHABET.get(digit).copied().unwrap_or(b'0');
            write!(f, "{}", char::from(character))?;
            if position % 3 == 0 && position != 0 {
                f.write_str("-")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Correlation {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let rule = Invalid::new("code", "has nine letters and digits, such as 0VR-3K7-4Q2");
        let mut value = 0_i64;
        let mut count = 0;
        for character in text.chars().filter(|c| *c != '-' && !c.is_whitespace()) {
            let upper = match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let digit = ALPHABET
                .iter()
                .position(|c| char::from(*c) == upper)
                .ok_or(rule)?;
            value = value * 32 + i64::try_from(digit).map_err(|_| rule)?;
            count += 1;
            if count > CHARACTERS {
                return Err(rule);
            }
        }
        if count == CHARACTERS {
            Ok(Self(value))
        } else {
            Err(rule)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    proptest! {
        #[test]
        fn every_code_is_read_back(value in 0_i64..1 << 45) {
            let code = Correlation::from_i64(value);

            assert_eq!(code.to_string().parse(), Ok(code));
            assert_eq!(code.to_string().replace('-', " ").to_lowercase().parse(), Ok(code));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _read = text.parse::<Correlation>();
        }
    }
}
