//! Whether a password that somebody chose may be set: length, strength, and not known to the world.
//!
//! Every act that sets a password asks [`Accounts::approve_password`]; the rules are those of
//! [`Policy`]. Passwords never run out.

use gantry_core::email::Email;
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::user::User;
use thiserror::Error;
use zxcvbn::feedback::{Feedback, Suggestion, Warning};
use zxcvbn::{Score, zxcvbn};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::settings::Policy;
use crate::users::NewUser;

/// Judging takes longer than the square of the length; what follows this many characters can only
/// make a password better.
const JUDGED: usize = 64;
/// Words of a person that are compared with.
const MOST_WORDS: usize = 32;

/// Why a new password was refused. Pages translate it with what would be good instead.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PasswordFlaw {
    /// Fewer characters than the policy asks for.
    #[error("the password is too short: it has at least {0} characters")]
    TooShort(u32),
    /// More than can be set.
    #[error("the password is too long: it has at most 1024 bytes")]
    TooLong,
    /// It is in the operator's list.
    #[error("the password is known from a breach elsewhere; choose one that is used nowhere else")]
    Breached,
    /// It would be guessed; with a word for the reason and words of advice, in the order of use.
    #[error("the password is easily guessed; a few unusual words in a row are good")]
    Guessable {
        /// What makes it weak.
        why: Option<&'static str>,
        /// What would make it better.
        advice: Vec<&'static str>,
    },
}

/// The words that a person's password should not be made of: the names of that person.
#[derive(Debug, Clone, Default)]
pub struct PersonWords(Vec<String>);

impl PersonWords {
    fn of(username: &str, name: &str, email: Option<&Email>, profile: &Profile) -> Self {
        let mut words = vec!["gantry".to_owned(), username.to_owned(), name.to_owned()];
        words.extend(name.split_whitespace().map(ToOwned::to_owned));
        if let Some(email) = email {
            words.push(email.as_str().to_owned());
            words.extend(email.as_str().split(['@', '.']).map(ToOwned::to_owned));
        }
        let further = [&profile.given_name, &profile.family_name, &profile.nickname];
        words.extend(further.into_iter().flatten().cloned());
        words.retain(|word| word.chars().count() > 2);
        words.truncate(MOST_WORDS);
        Self(words)
    }
}

impl From<&User> for PersonWords {
    fn from(user: &User) -> Self {
        let (username, name) = (user.username.as_str(), user.name.as_str());
        Self::of(username, name, user.email.as_ref(), &user.profile)
    }
}

impl From<&NewUser> for PersonWords {
    fn from(new: &NewUser) -> Self {
        let (username, name) = (new.username.as_str(), new.name.as_str());
        Self::of(username, name, new.email.as_ref(), &new.profile)
    }
}

impl Accounts {
    /// A password out of what somebody typed, if it may be set.
    ///
    /// # Errors
    /// [`Refusal::WeakPassword`], or a breakdown of the database.
    pub async fn check_new_password(
        &self,
        text: String,
        about: &PersonWords,
    ) -> Result<Password, Error> {
        let too_long = Refusal::from(PasswordFlaw::TooLong);
        let password = Password::presented(text).ok_or(too_long)?;
        self.approve_password(&password, about).await?;
        Ok(password)
    }

    /// Refuses a new password that the policy does not allow.
    ///
    /// # Errors
    /// [`Refusal::WeakPassword`], or a breakdown of the database.
    pub async fn approve_password(
        &self,
        password: &Password,
        about: &PersonWords,
    ) -> Result<(), Error> {
        let policy: Policy = self.settings().await?;
        let least = policy.password_length;
        let long_enough = usize::try_from(least).unwrap_or(usize::MAX);
        if password.expose().chars().count() < long_enough {
            return Err(Refusal::from(PasswordFlaw::TooShort(least)).into());
        }
        let (password, about) = (password.clone(), about.clone());
        let breached = self.breached.clone();
        let judged = tokio::task::spawn_blocking(move || {
            if breached.is_some_and(|list| is_listed(&list, &password)) {
                return Err(PasswordFlaw::Breached);
            }
            judge(password.expose(), &about, policy.password_score)
        });
        let judged = judged.await.map_err(|_| Error::Busy)?;
        judged.map_err(|flaw| Refusal::from(flaw).into())
    }
}

/// A list that cannot be read any more keeps nobody from changing a password.
fn is_listed(list: &crate::users::BreachedPasswords, password: &Password) -> bool {
    list.contains(&password.breach_digest())
        .unwrap_or_else(|error| {
            tracing::error!(%error, "passwords.breached_list_unreadable");
            false
        })
}

fn judge(text: &str, about: &PersonWords, least: u8) -> Result<(), PasswordFlaw> {
    let judged: String = text.chars().take(JUDGED).collect();
    let words: Vec<&str> = about.0.iter().map(String::as_str).collect();
    let estimate = zxcvbn(&judged, &words);
    if points(estimate.score()) >= least {
        return Ok(());
    }
    let feedback = estimate.feedback();
    let mut advice = Vec::new();
    for word in feedback.map_or(&[][..], Feedback::suggestions) {
        let word = suggestion(*word);
        if !advice.contains(&word) {
            advice.push(word);
        }
    }
    if advice.is_empty() {
        advice.push("few-words");
    }
    let why = feedback.and_then(Feedback::warning).map(warning);
    Err(PasswordFlaw::Guessable { why, advice })
}

const fn points(score: Score) -> u8 {
    match score {
        Score::One => 1,
        Score::Two => 2,
        Score::Three => 3,
        Score::Four => 4,
        _ => 0,
    }
}

const fn warning(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess
        | Warning::ShortKeyboardPatternsAreEasyToGuess => "keys",
        Warning::RepeatsLikeAaaAreEasyToGuess
        | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => "repeats",
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword => "common",
        Warning::ThisIsSimilarToACommonlyUsedPassword => "similar",
        Warning::SequencesLikeAbcAreEasyToGuess => "sequence",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => "dates",
        Warning::AWordByItselfIsEasyToGuess => "one-word",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "names",
    }
}

const fn suggestion(suggestion: Suggestion) -> &'static str {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases
        | Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => "few-words",
        Suggestion::AddAnotherWordOrTwo => "another-word",
        Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => "capitals",
        Suggestion::ReversedWordsArentMuchHarderToGuess => "reversed",
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => "substitutions",
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => "keys",
        Suggestion::AvoidRepeatedWordsAndCharacters => "repeats",
        Suggestion::AvoidSequences => "sequences",
        Suggestion::AvoidRecentYears
        | Suggestion::AvoidYearsThatAreAssociatedWithYou
        | Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => "dates",
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn what_everybody_would_guess_is_refused_with_advice() {
        let nobody = PersonWords::default();

        for weak in ["password123", "qwertyuiop", "aaaaaaaaaaaa", "1234567890"] {
            let refused = judge(weak, &nobody, 2);
            assert!(
                matches!(&refused, Err(PasswordFlaw::Guessable { advice, .. }) if !advice.is_empty()),
                "{weak}: {refused:?}"
            );
        }
        assert_eq!(judge("fly-me-to-the-moon", &nobody, 2), Ok(()));
    }

    #[test]
    fn ones_own_names_make_no_password() {
        let email: Email = "wilhelmine@brandenstein.example"
            .parse()
            .expect("an address");
        let profile = Profile::default();
        let about = PersonWords::of("wilhelmine", "Mina Brandenstein", Some(&email), &profile);

        assert!(judge("wilhelminebrandenstein", &about, 2).is_err());
        assert!(judge("wilhelminebrandenstein", &PersonWords::default(), 2).is_ok());
    }

    #[test]
    fn a_very_long_password_is_judged_quickly() {
        let long = "aB3$".repeat(256);
        let started = Instant::now();

        let _ = judge(&long, &PersonWords::default(), 2);

        assert!(started.elapsed() < Duration::from_secs(2));
    }
}
